#pragma once
// The whole: a simulated OpenBoxes, the real daemon, and receivers of its webhooks, for tests that reload.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "simulator/simulated_openboxes.hpp"
#include "support/daemon_process.hpp"
#include "support/io_thread.hpp"
#include "support/systemd_listener.hpp"
#include "support/temp_dir.hpp"
#include "support/webhook_receiver.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::test {

using simulator::SimulatedOpenBoxes;

inline constexpr auto first_secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
inline constexpr auto second_secret = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

class RunningDaemon : public ::testing::Test
{
  protected:
    using Receiver = OnThread<WebhookReceiver>;

    RunningDaemon()
    {
        openboxes_.call([this](SimulatedOpenBoxes& server) {
            auto& world = server.world();
            world.create_user("svc", "secret", simulator::Role::browser);
            depot_ = world.create_facility("Main depot");
            clinic_ = world.create_facility("Clinic");
            server.on_request([this](const Request& request) {
                const std::lock_guard lock(changes_.mutex);
                ++requests_;
                if (request.path.ends_with("/api/login")) ++logins_;
                changes_.changed.notify_all();
            });
        });
    }

  public:
    ~RunningDaemon() override
    {
        process_.reset();
        openboxes_.call([](SimulatedOpenBoxes& server) { server.stop(); });
        for (const auto& [name, receiver] : receivers_)
            receiver->call([](WebhookReceiver& it) { it.stop(); });
        if (HasFailure()) fmt::print("the daemon's log:\n{}\n", log());
    }

  protected:
    /// The receiver of that name, made when new; it accepts the signatures of both secrets.
    Receiver& receiver(const std::string& name)
    {
        auto& place = receivers_[name];
        if (!place) {
            ReceiverOptions options;
            options.secrets = {first_secret, second_secret};
            place = std::make_unique<Receiver>(options);
        }
        return *place;
    }

    /// A subscriber that sends everything to its receiver; `more` adds keys (`timeout: 5s, …`).
    std::string subscriber(const std::string& name, std::string_view more = "",
                           std::string_view secret = first_secret)
    {
        return fmt::format("  - {{name: {}, url: '{}/hook', secret: {}, events: ['*']{}{}}}\n", name,
                           receiver(name).call([](WebhookReceiver& it) { return it.url(); }), secret,
                           more.empty() ? "" : ", ", more);
    }

    /// The file, with these subscribers; `more` are further sections.
    void configure(std::string_view subscribers, std::string_view more = "")
    {
        const auto url = openboxes_.call([](SimulatedOpenBoxes& server) { return server.url(); });
        const auto text = fmt::format(
            "openboxes: {{url: '{}', username: svc, password: secret, requests_per_minute: 10000}}\n"
            "polling: {}\n"
            "store: {{path: state.db}}\n"
            "control: {{socket: control.sock, {}}}\n"
            "log: {{level: debug}}\n"
            "delivery: {{retry: [20ms, 20ms, 20ms, 20ms], jitter: 0%, probe_interval_max: 20ms, "
            "allow_http: true, allow_private_addresses: true}}\n"
            "{}subscribers:\n{}",
            url, polling_, control_, more, subscribers.empty() ? "  []\n" : subscribers);
        write_configuration(text);
    }
    std::string file_text() const
    {
        std::ifstream file(configuration_);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    /// Replaces a part of the file.
    void edit(const std::string& before, std::string_view after)
    {
        auto text = file_text();
        text.replace(text.find(before), before.size(), after);
        write_configuration(text);
    }
    void write_configuration(std::string_view text)
    {
        directory_.write("new.yaml", text);
        std::rename((directory_ / "new.yaml").c_str(), configuration_.c_str());
    }

    /// Runs the daemon until it is ready and has a baseline of every stream.
    void start()
    {
        process_ = std::make_unique<DaemonProcess>(
            std::vector<std::string>{"env", systemd_.environment(), WEBHOOKD_BINARY, "run", "--config",
                                     configuration_},
            directory_ / "log", changes_);
        until([this] { return systemd_.ready() > 0; });
        until_polled();
    }

    /// Returns when the reload is over, accepted or refused.
    void reload()
    {
        int before = 0;
        {
            const std::lock_guard lock(changes_.mutex);
            before = systemd_.ready();
        }
        process_->signal(SIGHUP);
        until([&] { return systemd_.ready() > before; });
    }

    void stop()
    {
        process_->signal(SIGTERM);
        EXPECT_EQ(process_->wait(), 0);
    }

    /// Every stream was polled twice from now on (movements are looked at in two ways in turn): what happened
    /// before is an event now.
    void until_polled()
    {
        const auto now = std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
        do {
            const auto asked = requests();
            until([&] { return requests_ >= asked + 10; });
        } while (!is_polled_since(now));
    }

    bool is_polled_since(core::Timestamp instant)
    {
        const auto tables = store::open_read_only(state_file_);
        std::map<std::string, int> polls;
        store::PollFilter filter;
        filter.since = instant;
        filter.limit = 1000;
        for (const auto& poll : tables->polls.list(filter)) {
            const bool counts = poll.stream != "facilities" && poll.outcome == store::PollOutcome::ok;
            if (counts && poll.began_at >= instant) ++polls[poll.stream];
        }
        return std::ranges::count_if(polls, [](const auto& entry) { return entry.second >= 2; }) >= streams;
    }

    /// Once the receiver has accepted so many different webhooks.
    void accepted(const std::string& name, std::size_t count)
    {
        const bool in_time = receiver(name).await([count](WebhookReceiver& it) {
            return it.until([count](const WebhookLedger& l) { return l.accepted_ids().size() >= count; });
        });
        ASSERT_TRUE(in_time) << name << " has accepted less than " << count;
    }

    WebhookLedger ledger(const std::string& name)
    {
        return receiver(name).call([](WebhookReceiver& it) { return it.ledger(); });
    }

    /// Changes the world, or asks it.
    template <class Function>
    auto world(Function function)
    {
        return openboxes_.call([&function](SimulatedOpenBoxes& server) { return function(server.world()); });
    }
    std::string create_product()
    {
        return world([](simulator::World& world) { return world.create_product(); });
    }

    std::string systemd_status()
    {
        const std::lock_guard lock(changes_.mutex);
        return systemd_.status();
    }

    int requests()
    {
        const std::lock_guard lock(changes_.mutex);
        return requests_;
    }

    std::string log() const
    {
        std::ifstream file(directory_ / "log");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    template <class Predicate>
    void until(Predicate holds)
    {
        const bool in_time = changes_.wait([&] { return process_->ended() || holds(); });
        if (!in_time) throw std::runtime_error("nothing happened for 30 s");
        if (process_->ended()) throw std::runtime_error("the daemon ended by itself");
    }

    static constexpr std::ptrdiff_t streams = 8;  // 2, and of each facility 2 of movements and 1 of stock

    TempDir directory_;
    std::string configuration_ = directory_ / "webhookd.yaml";
    std::string state_file_ = directory_ / "state.db";
    std::string polling_ =
        "{products: 50ms, stock_movements: 50ms, purchase_orders: 50ms, inventory: 50ms, "
        "reconcile: 200ms}";
    std::string control_ = "listen: ''";
    std::string depot_, clinic_;
    Changes changes_;
    int requests_ = 0;  ///< that OpenBoxes got
    int logins_ = 0;    ///< of them
    SystemdListener systemd_{changes_};
    OnThread<SimulatedOpenBoxes> openboxes_;
    std::map<std::string, std::unique_ptr<Receiver>> receivers_;
    std::unique_ptr<DaemonProcess> process_;
};

}  // namespace webhookd::test
