#pragma once
// The daemon under measurement: the release binary as a child process, with a configuration written for the
// run.

#include <memory>
#include <string>
#include <vector>

#include "support/daemon_process.hpp"
#include "support/temp_dir.hpp"

namespace webhookd::bench {

struct SubscriberPlan
{
    std::string name;
    std::string url;
    std::string settings;  ///< more keys, as in YAML's {…}: `max_in_flight: 50`
};

struct DaemonPlan
{
    void subscribe(std::string name, std::string url, std::string settings = "")
    {
        subscribers.push_back({std::move(name), std::move(url), std::move(settings)});
    }

    std::string source;
    std::vector<SubscriberPlan> subscribers;
    /// The keys of `polling:`.
    std::string polling = "products: off, stock_movements: off, purchase_orders: off, inventory: off";
};

class Daemon
{
  public:
    /// Starts `program` on the state file `state.db` of `folder`, made when missing.
    Daemon(const std::string& program, const test::TempDir& folder, const DaemonPlan& plan);
    /// Stops it as systemd does, and waits.
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    pid_t pid() const { return process_->pid(); }
    /// As a crash would; for when nobody waits for what is in flight.
    void kill();
    /// False once it has ended by itself.
    bool is_running();

  private:
    test::Changes changes_;
    std::unique_ptr<test::DaemonProcess> process_;
};

}  // namespace webhookd::bench
