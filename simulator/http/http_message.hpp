#pragma once
// What a test server receives and what it answers. An Answer names the manner in which it reaches the client,
// so that every way in which a server can misbehave on the wire (F-7, F-8, F-45) is a value beside status and
// body.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace webhookd::test {

/// Header fields in the order of the wire; names compare without regard to case.
class Headers
{
  public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

    /// The value of the first field of that name.
    std::optional<std::string> find(std::string_view name) const;

    /// The first field's value, or an empty text.
    std::string get(std::string_view name) const { return find(name).value_or(""); }

    bool contains(std::string_view name) const { return find(name).has_value(); }
    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

using Query = std::multimap<std::string, std::string>;

struct Request
{
    std::string method{};
    std::string target{};  ///< as sent: path and query, still encoded
    std::string path{};    ///< decoded
    Query query{};         ///< decoded; repeated parameters in the order of the wire
    Headers headers{};
    std::string body{};
    std::uint64_t connection = 0;  ///< 1 for the first connection that this server accepted
};

/// Sets target, path and query of a request from the target as sent.
void set_target(Request& request, std::string target);

/// How an answer reaches the client.
enum class Manner
{
    normal,        ///< with Content-Length, complete
    chunked,       ///< in chunks, complete
    reset,         ///< the connection is reset (RST) before a byte is sent
    close,         ///< the connection is closed (FIN) before a byte is sent
    hang,          ///< no byte is ever sent; lasts until the client leaves or the server stops
    drip,          ///< head at once, then one byte of the body per `drip_interval`
    drip_head,     ///< every byte, the status line's too, one per `drip_interval`
    truncated,     ///< Content-Length of the whole body, half of the body, then closed
    unterminated,  ///< chunked, but closed without the last chunk
    endless,       ///< chunked and never ending, as fast as the client reads
    garbage,       ///< bytes that are not HTTP, then closed
    garbage_head,  ///< a good status line, then header lines that are none
    raw,           ///< `body` alone is sent, byte for byte, then closed
    raw_kept,      ///< the same, and the connection is kept
};

struct Answer
{
    int status = 200;
    Headers headers{};
    std::string body{};
    Manner manner = Manner::normal;
    std::chrono::milliseconds delay{0};          ///< real time before the first byte
    std::chrono::milliseconds drip_interval{1};  ///< real time between two bytes of `drip`
    bool close_after = false;                    ///< announce and do `Connection: close`
};

/// An answer with `Content-Type: application/json;charset=UTF-8`, as Grails sends it.
Answer json_answer(int status, std::string body);

/// An answer with `Content-Type: text/html;charset=utf-8`.
Answer html_answer(int status, std::string body);

/// Decodes %XX, and `+` as a space when `plus_is_space`; a broken escape stays as it is.
std::string percent_decode(std::string_view text, bool plus_is_space);

/// `a=1&b=2` (without the question mark).
Query parse_query(std::string_view text);

/// Every value of a repeated parameter, in order.
std::vector<std::string> query_values(const Query& query, const std::string& name);

/// The first value of a parameter.
std::optional<std::string> find_query(const Query& query, const std::string& name);

}  // namespace webhookd::test
