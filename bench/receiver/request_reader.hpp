#pragma once
// Finds HTTP/1.1 requests in the bytes of one connection. Reads what the daemon and http_load send: a POST
// with Content-Length; anything else is refused.

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace webhookd::bench {

struct ReceivedRequest
{
    std::string_view path;
    std::string_view id;
    std::string_view timestamp;
    std::string_view signature;
    std::string_view body;
};

class BadRequest : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

class RequestReader
{
  public:
    /// Appends what the connection brought.
    void append(std::string_view bytes) { buffer_.append(bytes); }

    /// The next complete request, valid until the next call of anything here. Throws BadRequest.
    std::optional<ReceivedRequest> next();

  private:
    std::string buffer_;
    std::size_t taken_ = 0;  ///< bytes of buffer_ that the last request had
};

}  // namespace webhookd::bench
