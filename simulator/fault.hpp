#pragma once
// Faults on demand: which requests go wrong, how, and how often (failure-catalogue.md 1). A fault either
// replaces the answer, spoils it on the wire, or changes the request so that OpenBoxes itself gives the odd
// answer.

#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/http/http_message.hpp"

namespace webhookd::simulator {

enum class FaultKind
{
    too_many_requests,  ///< 429; `retry_after` as it stands, or none (F-41)
    server_error,       ///< 500 as JSON
    bad_gateway,        ///< 502 as HTML
    unavailable,        ///< 503 as HTML; `retry_after`
    not_found,          ///< 404 as JSON: the endpoint does not exist
    forbidden,          ///< 302 to errors/handleForbidden
    login_page,         ///< 200 and the HTML of the login page (F-10)
    logged_out,         ///< the session is dropped before the request is handled (F-43)
    empty_list,         ///< 200 {"data":[],"totalCount":0} (F-9)
    error_as_data,      ///< 200 with an errorCode and no data (F-11)
    bad_json,           ///< 200 with a body that is no JSON
    ignore_offset,      ///< the first page for ever (F-5)
    cap_max,            ///< at most `amount` rows whatever is asked (F-6)
    long_page,          ///< `amount` rows more than asked (F-5)
    next_link,          ///< adds a `next` URL to lists
    wrong_total,        ///< totalCount is off by `amount`
    repeat_row,         ///< the first row of a list once more at its end, with another name (F-13)
    contradict_row,     ///< the first row of a list once more at its end, as PENDING
    other_ids,          ///< every id of a list in the other case, as another database may write them
    delay,              ///< the answer comes `interval` later
    reset,
    close,
    hang,
    drip,  ///< one byte per `interval` (F-45)
    truncated,
    unterminated,
    endless,
    garbage,
};

struct Fault
{
    FaultKind kind = FaultKind::server_error;
    std::string path = "*";     ///< below the context path; `*` stands for any text, also inside
    std::size_t times = 1;      ///< how many requests it hits; 0 = all until cleared
    std::size_t skip = 0;       ///< matching requests that are spared first
    std::string retry_after{};  ///< header value, verbatim
    std::int64_t amount = 10;
    std::chrono::milliseconds interval{10};
};

/// `truncated`, `too_many_requests`, …
std::optional<FaultKind> find_fault_kind(std::string_view name);
std::string_view to_text(FaultKind kind);
std::vector<std::string_view> fault_kind_names();

/// True when `pattern` (with `*`) covers all of `text`.
bool matches_pattern(std::string_view pattern, std::string_view text);

class FaultTable
{
  public:
    void add(Fault fault) { faults_.push_back(std::move(fault)); }
    void clear() { faults_.clear(); }
    const std::list<Fault>& faults() const { return faults_; }

    /// The faults that hit a request to this path now; counts them down.
    std::vector<Fault> take(const std::string& path);

  private:
    std::list<Fault> faults_;
};

/// Changes the request before it is handled.
void spoil_request(const Fault& fault, test::Request& request);

/// The answer instead of handling the request, for faults that replace it.
std::optional<test::Answer> replace_answer(const Fault& fault, const test::Request& request);

/// Changes the answer after the request was handled.
void spoil_answer(const Fault& fault, const test::Request& request, test::Answer& answer);

}  // namespace webhookd::simulator
