// Starts the daemon under kill_at_call, notices its death during any wait and starts it again, and at the end
// compares what arrived with what was to be expected.

#include "crash/scenario.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "support/program.hpp"

namespace webhookd::test {

namespace {

bool is_kill(int status)
{
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

bool is_of_a_stream(std::string_view request)
{
    return request.contains("/api/products") || request.contains("/api/purchaseOrders") ||
           request.contains("/api/stockMovements") || request.contains("summary");
}

}  // namespace

Scenario::Scenario(std::string daemon)
    : daemon_(std::move(daemon)),
      receiver_(ReceiverOptions{.secrets = {std::string(first_secret), std::string(second_secret)}})
{
    openboxes_.call([this](SimulatedOpenBoxes& server) { build_world(server); });
    receiver_.call([this](WebhookReceiver& receiver) {
        receiver.answer_with([this](const ReceivedWebhook& webhook) {
            const std::lock_guard lock(changes_.mutex);
            auto given = answer(webhook);
            if (given.status < 300) accepted_.insert(webhook.id);
            changes_.changed.notify_all();
            return given;
        });
    });
}

Scenario::~Scenario()
{
    process_.reset();
    openboxes_.call([](SimulatedOpenBoxes& server) { server.stop(); });
    receiver_.call([](WebhookReceiver& receiver) { receiver.stop(); });
}

bool Scenario::run(const std::string& call, int number)
{
    start({KILL_AT_CALL, call, std::to_string(number)});
    polled();
    happen();
    polled();
    stop();
    if (!killed_) return false;
    // Whatever the kill left undone or would do twice shows after one more life.
    start({});
    polled();
    stop();
    return true;
}

std::vector<std::string> Scenario::problems()
{
    return receiver_.call([this](WebhookReceiver& receiver) {
        const auto& ledger = receiver.ledger();
        auto problems = ledger.problems();
        std::set<std::pair<std::string, std::string>> got;
        for (const auto& webhook : ledger.all())
            got.emplace(webhook.type, webhook.entity);
        for (const auto& [type, id] : expected_) {
            if (!got.contains({type, id})) problems.push_back(fmt::format("lost: {} of {}", type, id));
        }
        for (const auto& [type, id] : got) {
            if (!expected_.contains({type, id}))
                problems.push_back(fmt::format("invented: {} of {}", type, id));
        }
        if (ledger.ids().size() > expected_.size()) problems.emplace_back("one event has several ids");
        std::ranges::move(own_problems(ledger), std::back_inserter(problems));
        return problems;
    });
}

std::string Scenario::log() const
{
    std::ifstream file(directory_ / "log");
    return {std::istreambuf_iterator<char>(file), {}};
}

void Scenario::build_world(SimulatedOpenBoxes& server)
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

void Scenario::note(const Request& request)
{
    std::string stream = request.path;
    for (const auto* key : {"direction", "origin", "destination", "facility"}) {
        if (const auto found = request.query.find(key); found != request.query.end())
            stream += " " + found->second;
    }
    const std::lock_guard lock(changes_.mutex);
    if (is_of_a_stream(stream)) ++polls_[stream];
    changes_.changed.notify_all();
}

void Scenario::configure(std::string_view secret, std::string_view retry, std::string_view polling)
{
    directory_.write("webhookd.yaml",
                     fmt::format(R"(
openboxes: {{url: "{}", username: svc, password: secret, requests_per_minute: 10000}}
polling: {{products: 100ms, purchase_orders: 100ms, {}}}
store: {{path: state.db}}
control: {{socket: control.sock, listen: ""}}
log: {{level: debug}}
delivery: {{retry: {}, allow_http: true, allow_private_addresses: true}}
subscribers: [{{name: erp, url: "{}/hook", secret: {}, events: ["*"]}}]
)",
                                 openboxes_.call([](auto& server) { return server.url(); }), polling, retry,
                                 receiver_.call([](auto& receiver) { return receiver.url(); }), secret));
}

void Scenario::start(std::vector<std::string> tracer)
{
    std::vector<std::string> command{"env", systemd_.environment()};
    std::ranges::move(tracer, std::back_inserter(command));
    command.insert(command.end(), {daemon_, "run", "--config", configuration_});
    int before = 0;
    {
        const std::lock_guard lock(changes_.mutex);
        before = systemd_.ready();
    }
    process_ = std::make_unique<DaemonProcess>(command, directory_ / "log", changes_);
    if (!changes_.wait([&] { return process_->ended() || systemd_.ready() > before; }))
        throw std::runtime_error("the daemon does not become ready; the log:\n" + log());
}

void Scenario::stop()
{
    process_->signal(SIGTERM);
    if (is_kill(process_->wait())) killed_ = true;
    process_.reset();
}

void Scenario::until(const std::function<bool()>& holds)
{
    while (true) {
        const bool in_time = changes_.wait([&] { return process_->ended() || holds(); });
        if (!in_time) throw std::runtime_error("nothing happened for 30 s; the log:\n" + log());
        if (!process_->ended()) return;
        if (killed_ || !is_kill(process_->wait()))
            throw std::runtime_error("the daemon ended by itself; the log:\n" + log());
        killed_ = true;
        start({});
    }
}

void Scenario::until_stored(const std::function<bool(store::Tables&)>& holds)
{
    until([&] {
        try {
            return holds(*store::open_read_only(directory_ / "state.db"));
        } catch (const std::exception&) {
            return false;  // the daemon is at work on it, or just dead
        }
    });
}

void Scenario::polled()
{
    constexpr std::size_t streams = 2 + 4 + 2;
    std::map<std::string, int> before;
    {
        const std::lock_guard lock(changes_.mutex);
        before = polls_;
    }
    until([&] {
        const auto is_done = [&](const auto& stream) { return stream.second >= before[stream.first] + 3; };
        return std::ranges::count_if(polls_, is_done) >= static_cast<std::ptrdiff_t>(streams);
    });
}

void Scenario::accepted(std::size_t count)
{
    until([&] { return accepted_.size() >= count; });
}

void Scenario::command(const std::vector<std::string>& arguments)
{
    Invocation invocation{.arguments = arguments, .program = daemon_};
    invocation.arguments.insert(invocation.arguments.end(), {"--config", configuration_});
    auto finished = test::run(invocation);
    if (finished.status != 0 && !killed_) {
        until([this] { return killed_; });
        finished = test::run(invocation);
    }
    if (finished.status != 0) throw std::runtime_error(finished.err + "the log:\n" + log());
}

void Scenario::reload()
{
    int before = 0;
    {
        const std::lock_guard lock(changes_.mutex);
        before = systemd_.ready();
    }
    process_->signal(SIGHUP);
    until([&] { return systemd_.ready() > before; });
}

}  // namespace webhookd::test
