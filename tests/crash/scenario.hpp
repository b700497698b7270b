#pragma once
// A world, one subscriber, and the real daemon between them, which is killed once and started again. What
// happens meanwhile is told by those that inherit.

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/simulated_openboxes.hpp"
#include "support/daemon_process.hpp"
#include "support/io_thread.hpp"
#include "support/systemd_listener.hpp"
#include "support/temp_dir.hpp"
#include "support/webhook_receiver.hpp"
#include "webhookd/store/store.hpp"

namespace webhookd::test {

using simulator::SimulatedOpenBoxes;

inline constexpr std::string_view first_secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
inline constexpr std::string_view second_secret = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

class Scenario
{
  public:
    explicit Scenario(std::string daemon);
    virtual ~Scenario();
    Scenario(const Scenario&) = delete;
    Scenario& operator=(const Scenario&) = delete;

    /// Runs it with a kill at the `number`-th `call`; false when it ended before it came to that.
    bool run(const std::string& call, int number);

    /// What is wrong, one sentence each: lost, invented, repeated with another id or body, out of order, …
    std::vector<std::string> problems();

    std::string log() const;

  protected:
    /// What happens between the baseline and SIGTERM.
    virtual void happen() = 0;
    /// How the subscriber answers; on the receiver's thread, holding the lock of `changes_`.
    virtual Answer answer(const ReceivedWebhook& webhook) = 0;
    /// Problems of this scenario only.
    virtual std::vector<std::string> own_problems(const WebhookLedger& /*ledger*/) { return {}; }

    /// `polling`: of the lists of facilities.
    void configure(std::string_view secret, std::string_view retry,
                   std::string_view polling = "stock_movements: 100ms, inventory: 100ms");

    /// Runs a command of the operator; once more when the daemon died under it.
    void command(const std::vector<std::string>& arguments);
    /// SIGHUP; returns when the configuration is in force, be it by a restart.
    void reload();

    /// Every stream has begun and ended a poll since now.
    virtual void polled();
    /// So many different events were accepted.
    void accepted(std::size_t count);
    /// Waits until `holds`, asked with the lock of `changes_`; a daemon that was killed is started again.
    void until(const std::function<bool()>& holds);
    /// The same for what the state file says; false while it cannot be read.
    void until_stored(const std::function<bool(store::Tables&)>& holds);

    /// Changes the world, on its thread.
    template <class Change>
    auto world(Change change)
    {
        return openboxes_.call([&change](SimulatedOpenBoxes& server) { return change(server.world()); });
    }
    /// An event that must arrive, whatever happens.
    void expect(std::string_view type, std::string id) { expected_.emplace(type, std::move(id)); }

    std::string depot_, clinic_, product_, movement_, order_;
    std::set<std::string> accepted_;  ///< ids
    Changes changes_;

  private:
    void build_world(SimulatedOpenBoxes& server);
    void note(const Request& request);
    /// Returns when the daemon is ready, or has ended.
    void start(std::vector<std::string> tracer);
    void stop();

    std::string daemon_;
    TempDir directory_;
    std::string configuration_ = directory_ / "webhookd.yaml";
    std::map<std::string, int> polls_;                        // requests by stream
    std::set<std::pair<std::string, std::string>> expected_;  // (event type, data.id)
    bool killed_ = false;
    OnThread<SimulatedOpenBoxes> openboxes_;
    OnThread<WebhookReceiver> receiver_;
    SystemdListener systemd_{changes_};
    std::unique_ptr<DaemonProcess> process_;
};

/// Three polls that find one event of each kind and then two more; every webhook is refused once.
std::unique_ptr<Scenario> polls_and_retries(const std::string& daemon);

/// What an operator lives through: a dead letter sent again, a subscriber held and resumed, a secret rotated
/// by a reload, a replay.
std::unique_ptr<Scenario> operations(const std::string& daemon);

/// What only the feeds tell: one change of each kind, looked for at a hint.
std::unique_ptr<Scenario> hints(const std::string& daemon);

}  // namespace webhookd::test
