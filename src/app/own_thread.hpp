#pragma once
// A thread for work that would block the event loop.

#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>

namespace webhookd::app {

namespace asio = boost::asio;

class OwnThread
{
  public:
    /// Where the system gives no further thread (RLIMIT_NPROC, a cgroup), the work is done on `instead`:
    /// slower for all beats not at all.
    explicit OwnThread(asio::any_io_executor instead) : instead_(std::move(instead))
    {
        try {
            thread_.emplace(1);
        } catch (const boost::system::system_error&) {
            thread_.reset();
        }
    }

    asio::any_io_executor get_executor() { return thread_ ? thread_->get_executor() : instead_; }

  private:
    asio::any_io_executor instead_;
    std::optional<asio::thread_pool> thread_;
};

}  // namespace webhookd::app
