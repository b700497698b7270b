#pragma once
// A simulated OpenBoxes on a loopback port: the API as openboxes-api.md describes it, over a World that tests
// change between two requests, with faults on demand and a log of what was asked.
//
//     SimulatedOpenBoxes openboxes(io, {.version = {0, 9, 8}});
//     auto depot = openboxes.world().create_facility("Main depot");
//     openboxes.world().create_user("svc", "secret", Role::browser);
//     openboxes.inject({.kind = FaultKind::truncated, .path = "/api/products*"});
//     … the client polls openboxes.url() …
//
// handle() is the whole server but for the socket, so most behaviour can be seen without one. For a thread of
// its own: test::OnThread<SimulatedOpenBoxes> (tests/support/io_thread.hpp).

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/fault.hpp"
#include "simulator/http/test_http_server.hpp"
#include "simulator/options.hpp"
#include "simulator/sessions.hpp"
#include "simulator/world.hpp"

namespace webhookd::simulator {

/// One request as the log keeps it.
struct LoggedRequest
{
    std::uint64_t number = 0;
    Timestamp at;
    std::string method;
    std::string target;  ///< with the context path
    std::string session;
    std::string authorization;  ///< value of the API key header, when the options name one
    int status = 0;
};

class SimulatedOpenBoxes
{
  public:
    SimulatedOpenBoxes(asio::io_context& context, Options options = {});

    /// With the context path: `http://127.0.0.1:PORT/openboxes`.
    std::string url() const { return server_.url() + options_.context_path; }
    std::string origin() const { return server_.url(); }
    void stop() { server_.stop(); }

    World& world() { return world_; }
    Options& options() { return options_; }
    SessionTable& sessions() { return sessions_; }
    test::TestHttpServer& server() { return server_; }

    void inject(Fault fault) { faults_.add(std::move(fault)); }
    FaultTable& faults() { return faults_; }

    /// Called with every request before it is handled, faults included; may change the world (rows inserted,
    /// deleted or moved between two pages). Replaces the previous one; empty = none.
    void on_request(std::function<void(const test::Request&)> hook) { hook_ = std::move(hook); }

    /// The requests so far (the last 100,000), oldest first.
    const std::deque<LoggedRequest>& log() const { return log_; }
    void clear_log() { log_.clear(); }
    /// Requests of the log whose target, without the context path, begins with `path`.
    std::size_t count(std::string_view path) const;
    /// The most requests in any span of this length (half-open).
    std::size_t most_requests_in(std::chrono::milliseconds span) const;

    /// The answer to one request, without any network.
    test::Answer handle(const test::Request& request);

  private:
    asio::awaitable<test::Answer> handle_in_time(test::Request request);
    test::Answer answer_below_context(test::Request request, const std::string& path, LoggedRequest& entry);
    test::Answer serve_api(const test::Request& request, const std::string& path, bool log_out,
                           LoggedRequest& entry);
    std::optional<test::Answer> limit_rate();
    bool has_api_key(const test::Request& request, LoggedRequest& entry);

    Options options_;
    World world_;
    SessionTable sessions_;
    FaultTable faults_;
    std::function<void(const test::Request&)> hook_;
    std::deque<LoggedRequest> log_;
    std::deque<Timestamp> recent_;  // request times of the last minute, for the rate limit
    std::uint64_t requests_ = 0;
    test::TestHttpServer server_;  // last: its sessions use all of the above
};

}  // namespace webhookd::simulator
