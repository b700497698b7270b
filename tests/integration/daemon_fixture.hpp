#pragma once
// The whole program between a simulated OpenBoxes and a subscriber: the real daemon, and the real commands
// that talk to it.
//
//     TEST_F(Commands, PauseSendsNothing)
//     {
//         start();
//         EXPECT_EQ(command({"subscribers", "pause", "erp"}).status, 0);
//         openboxes.call([](auto& server) { server.world().create_product(); });
//         ...
//     }

#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "simulator/simulated_openboxes.hpp"
#include "support/daemon_process.hpp"
#include "support/io_thread.hpp"
#include "support/program.hpp"
#include "support/webhook_receiver.hpp"

namespace webhookd::test {

class DaemonTest : public testing::Test
{
  protected:
    using OpenBoxes = simulator::SimulatedOpenBoxes;
    static constexpr auto secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    DaemonTest()
    {
        openboxes.call([this](OpenBoxes& server) {
            server.world().create_user("svc", "secret", simulator::Role::browser);
            server.world().create_facility("Main depot");
            server.on_request([this](const Request& request) { note(request); });
        });
        subscribers = {a_subscriber("erp")};
    }

  public:
    ~DaemonTest() override
    {
        daemon_.reset();
        openboxes.call([](OpenBoxes& server) { server.stop(); });
        receiver.call([](WebhookReceiver& server) { server.stop(); });
    }

  protected:
    /// An entry of `subscribers:` that gets everything at the receiver's path /<name>.
    std::string a_subscriber(const std::string& name, const std::string& more = "")
    {
        return fmt::format(R"({{name: {}, url: "{}/{}", secret: {}, events: ["*", "webhookd.ping"]{}}})",
                           name, receiver.call([](auto& server) { return server.url(); }), name, secret,
                           more);
    }

    /// Writes the configuration and starts the daemon; returns once every stream has its baseline.
    void start()
    {
        launch();
        polled_twice();
    }

    /// Writes the configuration and starts the daemon.
    void launch()
    {
        write_configuration();
        auto program = wrapper;
        program.insert(program.end(), {WEBHOOKD_BINARY, "run", "--config", config()});
        daemon_ = std::make_unique<DaemonProcess>(program, folder / "log", changes_);
    }

    void stop()
    {
        daemon_->signal(SIGTERM);
        EXPECT_EQ(daemon_->wait(), 0) << log();
        daemon_.reset();
    }

    void kill()
    {
        daemon_->signal(SIGKILL);
        daemon_->wait();
        daemon_.reset();
    }

    void restart()
    {
        stop();
        start();
    }

    Finished command(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--config", config()});
        return run(arguments);
    }

    /// What a command that must succeed prints with --json.
    Json command_json(std::vector<std::string> arguments)
    {
        arguments.emplace_back("--json");
        const auto finished = command(std::move(arguments));
        EXPECT_EQ(finished.status, 0) << finished << log();
        return finished.status == 0 ? finished.json() : Json();
    }

    void create_product()
    {
        openboxes.call([](OpenBoxes& server) { server.world().create_product(); });
    }

    /// Returns once products were polled from begin to end since now.
    void polled_twice()
    {
        int before = 0;
        {
            const std::lock_guard lock(changes_.mutex);
            before = polls_;
        }
        const bool in_time = changes_.wait([&] { return daemon_->ended() || polls_ >= before + 3; });
        ASSERT_TRUE(in_time && !daemon_->ended()) << log();
    }

    /// Returns once the receiver has got `count` webhooks in all.
    void received(std::size_t count)
    {
        ASSERT_TRUE(receiver.await([count](WebhookReceiver& server) { return server.received(count); }))
            << log();
    }

    std::vector<ReceivedWebhook> webhooks()
    {
        return receiver.call([](WebhookReceiver& server) {
            return std::vector<ReceivedWebhook>(server.ledger().all().begin(), server.ledger().all().end());
        });
    }

    DaemonProcess& daemon() { return *daemon_; }

    std::string config() const { return folder / "webhookd.yaml"; }

    std::string log() const
    {
        std::ifstream file(folder / "log");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    TempDir folder;
    OnThread<OpenBoxes> openboxes;
    OnThread<WebhookReceiver> receiver{ReceiverOptions{.secrets = {secret}}};
    std::vector<std::string> subscribers;
    std::string delivery_settings = "retry: [50ms]";
    std::string polling = "{products: 100ms, stock_movements: 1h, purchase_orders: off, inventory: off}";
    int requests_per_minute = 10'000;
    std::string state_file = "state.db";
    std::string listen;
    std::vector<std::string> wrapper;  ///< of the daemon's command: prlimit, setpriv

  private:
    void note(const Request& request)
    {
        if (!request.path.ends_with("/api/products")) return;
        const std::lock_guard lock(changes_.mutex);
        ++polls_;
        changes_.changed.notify_all();
    }

    void write_configuration()
    {
        std::string list;
        for (const auto& subscriber : subscribers)
            list += (list.empty() ? "" : ", ") + subscriber;
        folder.write("webhookd.yaml",
                     fmt::format(R"(
openboxes: {{url: "{}", username: svc, password: secret, requests_per_minute: {}}}
polling: {}
store: {{path: {}}}
control: {{socket: control.sock, listen: "{}"}}
delivery: {{{}, allow_http: true, allow_private_addresses: true}}
subscribers: [{}]
)",
                                 openboxes.call([](auto& server) { return server.url(); }),
                                 requests_per_minute, polling, state_file, listen, delivery_settings, list));
    }

    Changes changes_;
    int polls_ = 0;
    std::unique_ptr<DaemonProcess> daemon_;
};

}  // namespace webhookd::test
