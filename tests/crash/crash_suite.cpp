// Kills the real daemon at every file-system and socket system call of a run of three polls with deliveries,
// restarts it, and compares what a subscriber got with the truth: nothing lost, nothing invented, equal ids
// have equal bytes, each entity in order (P1, P2, P3, P4, F-21, F-35). kill_at_call counts one system call
// name at a time, over all threads.
//
//   crash_suite DAEMON [--all] [--calls pwrite64,fdatasync,…]

#include <sys/wait.h>

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <set>

#include "support/daemon_process.hpp"
#include "support/io_thread.hpp"
#include "support/simulated_openboxes.hpp"
#include "support/temp_dir.hpp"
#include "support/webhook_receiver.hpp"

namespace webhookd::test {
namespace {

using simulator::SimulatedOpenBoxes;
using Expected = std::set<std::pair<std::string, std::string>>;  // (event type, data.id)

constexpr auto secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

// Every call by which the daemon touches a file or talks to a peer; seen with `strace -f -c`.
const std::vector<std::string> all_calls{"openat",    "read",      "write",  "pread64", "pwrite64",
                                         "fdatasync", "ftruncate", "unlink", "fcntl",   "close",
                                         "socket",    "connect",   "sendto", "recvfrom"};

/// One world, one subscriber and the daemon between them.
class Scenario
{
  public:
    explicit Scenario(std::string daemon) : daemon_(std::move(daemon))
    {
        openboxes_.call([this](SimulatedOpenBoxes& server) { build_world(server); });
        receiver_.call([this](WebhookReceiver& receiver) {
            receiver.answer_with([this](const ReceivedWebhook& webhook) { return answer(webhook); });
        });
        write_configuration();
    }

    ~Scenario()
    {
        process_.reset();
        openboxes_.call([](SimulatedOpenBoxes& server) { server.stop(); });
        receiver_.call([](WebhookReceiver& receiver) { receiver.stop(); });
    }

    /// Runs it with a kill at the `number`-th `call`; false when the program ended before it came to that.
    bool run(const std::string& call, int number)
    {
        start({KILL_AT_CALL, call, std::to_string(number)});
        polled_twice();
        openboxes_.call([this](SimulatedOpenBoxes& server) { first_changes(server.world()); });
        accepted(4);
        openboxes_.call([this](SimulatedOpenBoxes& server) { second_changes(server.world()); });
        accepted(6);
        polled_twice();
        stop();
        if (!killed_) return false;
        // Whatever the kill left undone or would do twice shows after one more life.
        start({});
        polled_twice();
        stop();
        return true;
    }

    /// What is wrong, one sentence each.
    std::vector<std::string> problems()
    {
        return receiver_.call([this](WebhookReceiver& receiver) {
            auto problems = receiver.ledger().problems();
            Expected got;
            for (const auto& webhook : receiver.ledger().all())
                got.emplace(webhook.type, webhook.entity);
            for (const auto& [type, id] : expected_) {
                if (!got.contains({type, id})) problems.push_back(fmt::format("lost: {} of {}", type, id));
            }
            for (const auto& [type, id] : got) {
                if (!expected_.contains({type, id}))
                    problems.push_back(fmt::format("invented: {} of {}", type, id));
            }
            if (receiver.ledger().ids().size() > expected_.size())
                problems.push_back("one event has several ids");
            return problems;
        });
    }

    std::string log() const
    {
        std::ifstream file(directory_ / "log");
        return {std::istreambuf_iterator<char>(file), {}};
    }

  private:
    void build_world(SimulatedOpenBoxes& server)
    {
        auto& world = server.world();
        world.create_user("svc", "secret", simulator::Role::browser);
        depot_ = world.create_facility("Main depot");
        clinic_ = world.create_facility("Clinic");
        product_ = world.create_product();
        movement_ = world.create_movement({.origin = depot_, .destination = clinic_});
        order_ = world.create_order({.origin = depot_, .destination = clinic_});
        server.on_request([this](const Request& request) { note(request); });
    }

    void first_changes(simulator::World& world)
    {
        expected_.emplace("product.created", world.create_product());
        world.ship(movement_);
        expected_.emplace("stockMovement.shipped", movement_);
        world.place_order(order_);
        expected_.emplace("purchaseOrder.approved", order_);
        const auto transaction =
            world.adjust_stock({.facility = depot_, .product = product_, .quantity = -5});
        expected_.emplace("inventory.adjusted", world.transactions.get(transaction).number + ":" + product_);
    }

    void second_changes(simulator::World& world)
    {
        world.receive(movement_);
        expected_.emplace("stockMovement.received", movement_);
        expected_.emplace("product.created", world.create_product());
    }

    // Each event is refused once, so that retries are among the kill points.
    Answer answer(const ReceivedWebhook& webhook)
    {
        changes_.notify();
        std::lock_guard lock(changes_.mutex);
        if (refused_.insert(webhook.id).second) return status_answer(500);
        accepted_.insert(webhook.id);
        return status_answer(204);
    }

    void note(const Request& request)
    {
        std::string stream = request.path;
        for (const auto* key : {"direction", "origin", "destination", "facility"}) {
            if (const auto found = request.query.find(key); found != request.query.end())
                stream += " " + found->second;
        }
        std::lock_guard lock(changes_.mutex);
        ++polls_[stream];
        changes_.changed.notify_all();
    }

    void write_configuration()
    {
        directory_.write("webhookd.yaml",
                         fmt::format(R"(
openboxes: {{url: "{}", username: svc, password: secret, requests_per_minute: 10000}}
polling: {{products: 100ms, stock_movements: 100ms, purchase_orders: 100ms, inventory: 100ms}}
store: {{path: state.db}}
control: {{socket: control.sock, listen: ""}}
delivery: {{retry: [50ms, 50ms, 50ms, 50ms, 50ms], allow_http: true, allow_private_addresses: true}}
subscribers: [{{name: erp, url: "{}/hook", secret: {}, events: ["*"]}}]
)",
                                     openboxes_.call([](auto& server) { return server.url(); }),
                                     receiver_.call([](auto& receiver) { return receiver.url(); }), secret));
    }

    void start(std::vector<std::string> command)
    {
        command.insert(command.end(), {daemon_, "run", "--config", directory_ / "webhookd.yaml"});
        process_ = std::make_unique<DaemonProcess>(command, directory_ / "log", changes_);
    }

    /// Waits for `done`; a daemon that was killed meanwhile is started again without a tracer.
    template <class Done>
    void until(Done done)
    {
        while (true) {
            const bool in_time = changes_.wait([&] { return process_->ended() || done(); });
            if (!in_time) throw std::runtime_error("nothing happened for 30 s; the log:\n" + log());
            if (!process_->ended()) return;
            if (killed_ || !was_killed(process_->wait()))
                throw std::runtime_error("the daemon ended by itself; the log:\n" + log());
            killed_ = true;
            start({});
        }
    }

    /// Every stream has begun two polls since now, so has ended one.
    void polled_twice()
    {
        constexpr std::size_t streams = 2 + 4 + 2;
        std::map<std::string, int> before;
        {
            std::lock_guard lock(changes_.mutex);
            before = polls_;
        }
        until([&] {
            std::size_t polled = 0;
            for (const auto& [stream, count] : polls_) {
                const bool is_stream = stream.find("/api/products") != std::string::npos ||
                                       stream.find("/api/purchaseOrders") != std::string::npos ||
                                       stream.find("/api/stockMovements") != std::string::npos ||
                                       stream.find("summary") != std::string::npos;
                if (is_stream && count >= before[stream] + 3) ++polled;
            }
            return polled >= streams;
        });
    }

    void accepted(std::size_t count)
    {
        until([&] { return accepted_.size() >= count; });
    }

    void stop()
    {
        process_->signal(SIGTERM);
        const int status = process_->wait();
        if (was_killed(status)) killed_ = true;
        process_.reset();
    }

    static bool was_killed(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }

    std::string daemon_;
    TempDir directory_;
    Changes changes_;
    std::map<std::string, int> polls_;
    std::set<std::string> refused_;
    std::set<std::string> accepted_;
    Expected expected_;
    bool killed_ = false;
    std::string depot_, clinic_, product_, movement_, order_;
    OnThread<SimulatedOpenBoxes> openboxes_;
    OnThread<WebhookReceiver> receiver_{ReceiverOptions{.secrets = {secret}}};
    std::unique_ptr<DaemonProcess> process_;
};

struct Totals
{
    int points = 0;
    int bad = 0;
};

/// The numbers at which a call is tried: all of them, or ever wider steps.
int next_number(int number, bool all)
{
    return all ? number + 1 : number * 2;
}

Totals kill_at_each(const std::string& daemon, const std::string& call, bool all)
{
    Totals totals;
    for (int number = 1;; number = next_number(number, all)) {
        Scenario scenario(daemon);
        const bool reached = scenario.run(call, number);
        const auto problems = scenario.problems();
        ++totals.points;
        if (!problems.empty()) {
            ++totals.bad;
            fmt::print("{} number {}:\n", call, number);
            for (const auto& problem : problems)
                fmt::print("  {}\n", problem);
            fmt::print("{}\n", scenario.log());
        }
        if (!reached) break;
    }
    fmt::print("{:10} {:5} kill points, {} bad\n", call, totals.points, totals.bad);
    std::fflush(stdout);
    return totals;
}

}  // namespace
}  // namespace webhookd::test

int main(int argc, char** argv)
{
    bool all = false;
    std::vector<std::string> calls = webhookd::test::all_calls;
    for (int i = 2; i < argc; ++i) {
        if (std::strcmp(argv[i], "--all") == 0) all = true;
        if (std::strcmp(argv[i], "--calls") == 0 && i + 1 < argc) {
            calls.clear();
            std::string list = argv[++i];
            for (std::size_t begin = 0; begin <= list.size();) {
                const auto end = std::min(list.find(',', begin), list.size());
                calls.push_back(list.substr(begin, end - begin));
                begin = end + 1;
            }
        }
    }
    if (argc < 2) {
        fmt::print(stderr, "usage: crash_suite DAEMON [--all] [--calls NAME,NAME…]\n");
        return 2;
    }
    webhookd::test::Totals totals;
    for (const auto& call : calls) {
        const auto one = webhookd::test::kill_at_each(argv[1], call, all);
        totals.points += one.points;
        totals.bad += one.bad;
    }
    fmt::print("crash suite: {} kill points, {} bad\n", totals.points, totals.bad);
    return totals.bad == 0 ? 0 : 1;
}
