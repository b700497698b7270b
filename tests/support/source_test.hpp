#pragma once
// A simulated OpenBoxes, and an API client on a manual clock that polls it. Time passes by itself whenever
// the client waits for it (the pilot), so tests read as plain calls: `auto scan = await(stream->scan(…))`.

#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "simulator/simulated_openboxes.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_resolver.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::test {

class SourceTest : public ::testing::Test
{
  protected:
    void SetUp() override { start_pilot(); }

    /// Everything must have ended when the test ends.
    void TearDown() override
    {
        stop_pilot();
        http_.close_idle();
        if (simulator_) simulator_->stop();
        if (server_) server_->stop();
        io_.restart();
        io_.run_for(std::chrono::seconds(20));
        EXPECT_TRUE(io_.stopped()) << "work is left on the io_context";
    }

    /// Runs `operation` to its end.
    template <class T>
    T await(asio::awaitable<T> operation)
    {
        std::optional<T> result;
        std::exception_ptr failure;
        bool ended = false;
        asio::co_spawn(io_, std::move(operation), [&](std::exception_ptr thrown, T value) {
            failure = std::move(thrown);
            result = std::move(value);
            ended = true;
        });
        io_.restart();
        while (!ended) {
            if (io_.run_one_for(std::chrono::seconds(20)) == 0) throw std::runtime_error("a test hangs");
        }
        if (failure) std::rethrow_exception(failure);
        return std::move(*result);
    }

    /// Runs everything that can run now.
    void settle()
    {
        io_.restart();
        io_.run_for(std::chrono::milliseconds(50));
    }

    /// Time stands still from now on, unless the test moves it.
    void stop_pilot()
    {
        pilot_.emit(asio::cancellation_type::all);
        settle();
    }

    void start_pilot()
    {
        asio::co_spawn(io_, fly(clock_), asio::bind_cancellation_slot(pilot_.slot(), asio::detached));
        // Begun at once: from Boost 1.83 on, what is cancelled before throws out of the io_context.
        io_.restart();
        io_.poll_one();
    }

    simulator::SimulatedOpenBoxes& openboxes(simulator::Version version = {0, 9, 8})
    {
        if (!simulator_) {
            simulator::Options options;
            options.version = version;
            options.now = [this] { return clock_.now(); };
            simulator_.emplace(io_, std::move(options));
            simulator_->world().create_user("webhooks", "secret", simulator::Role::assistant);
        }
        return *simulator_;
    }
    simulator::World& world() { return openboxes().world(); }

    core::ApiSettings settings()
    {
        core::ApiSettings result;
        result.url = server_ ? server_->url() : openboxes().url();
        result.login = core::PasswordLogin{"webhooks", core::SecretText("secret")};
        return result;
    }

    openboxes::Client& client()
    {
        if (!client_) use(settings());
        return *client_;
    }
    void use(core::ApiSettings chosen) { client_.emplace(std::move(chosen), http_, clock_, random_); }

    /// A server of the test's own instead of the simulator: every answer by `handler`; logins are accepted.
    void serve(test::TestHttpServer::PlainHandler handler)
    {
        server_.emplace(io_, test::TestHttpServer::PlainHandler(
                                 [handler = std::move(handler)](const test::Request& request) {
                                     if (request.path == "/api/login")
                                         return test::html_answer(200, "Authentication was successful");
                                     return handler(request);
                                 }));
    }

    openboxes::ApiRequest get(std::string path, openboxes::Query query = {})
    {
        openboxes::ApiRequest request;
        request.path = std::move(path);
        request.query = std::move(query);
        return request;
    }

    openboxes::SourceSettings source_settings(std::size_t page_size = 100)
    {
        openboxes::SourceSettings result;
        result.page_size = page_size;
        result.adjustment_transaction_types = {"3", "10"};
        return result;
    }

    asio::io_context io_;
    test::ManualClock clock_;
    test::ScriptedResolver resolver_;
    async::Random random_{7};
    http::Client http_{io_.get_executor(), resolver_, http_settings(), "webhookd/test"};
    std::optional<simulator::SimulatedOpenBoxes> simulator_;
    std::optional<test::TestHttpServer> server_;
    std::optional<openboxes::Client> client_;

  private:
    static http::ClientSettings http_settings()
    {
        http::ClientSettings result;
        result.addresses = http::AddressPolicy::any;
        result.allow_http = true;
        return result;
    }

    static asio::awaitable<void> fly(test::ManualClock& clock)
    {
        while (true) {
            co_await clock.until_sleepers(1);
            clock.advance_to_next();
        }
    }

    asio::cancellation_signal pilot_;
};

}  // namespace webhookd::test
