// Runs the io_context until nothing is left to do, moves the clock to the next deadline, and again; each
// committed event is matched to its change by the key that the country gave it.

#include "bench/freshness/virtual_daemon.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>

#include "webhookd/core/json.hpp"

namespace webhookd::bench {

namespace {

using namespace std::chrono_literals;
using async::SteadyTime;

constexpr auto time_for_the_rest = 15min;

// A state file on a disk would be the slowest part, and is not what is measured.
std::string folder_in_memory()
{
    return std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
}

http::ClientSettings http_settings()
{
    http::ClientSettings settings;
    settings.addresses = http::AddressPolicy::any;
    settings.allow_http = true;
    return settings;
}

poll::PollerSettings poller_settings(bool feeds)
{
    poll::PollerSettings settings;
    settings.polling.feeds = feeds;
    settings.source.adjustment_transaction_types = {"3", "10"};
    return settings;
}

/// A long list takes longer: a row of a movement has about a kibibyte, and a hundred of them are usual.
Moment time_for(const test::Answer& answer)
{
    constexpr std::size_t kibibyte = 1'024;
    constexpr std::size_t usual = 128 * kibibyte;
    return Moment((std::max(answer.body.size(), usual) - usual) / kibibyte);
}

/// By what a told event is known, as Country::apply() names it.
std::string key_of(const core::Event& event)
{
    const auto data = OrderedJson::parse(event.body).at("data");
    const bool adjusted = event.type == core::event_type::inventory_adjusted;
    return event_key(event.type, adjusted ? data.at("object").at("transactionNumber").get<std::string>()
                                          : data.at("id").get<std::string>());
}

}  // namespace

VirtualDaemon::VirtualDaemon(const VirtualPlan& plan)
    : plan_(plan),
      folder_(folder_in_memory()),
      openboxes_(io_, simulator_options()),
      country_(openboxes_.world(), plan.workload.facilities)
{
    openboxes_.world().create_user("webhooks", "secret", simulator::Role::browser);
    openboxes_.on_request([this](const test::Request&) { note_request(); });
}

VirtualDaemon::~VirtualDaemon()
{
    stop_.emit(asio::cancellation_type::all);
    settle();
    poller_.reset();
    if (store_) await(store_->close());
    if (http_) http_->close_idle();
    openboxes_.stop();
    settle();
}

simulator::Options VirtualDaemon::simulator_options()
{
    simulator::Options options;
    options.now = [this] { return clock_.now(); };
    options.generic_api = plan_.generic_api;
    options.latency = [this](const test::Answer& answer) { return plan_.latency + time_for(answer); };
    options.sleep = [this](std::chrono::milliseconds time) {
        return clock_.sleep_until(clock_.steady() + time);
    };
    return options;
}

void VirtualDaemon::settle()
{
    // Everything is on this thread and the loopback delivers at once; a request that is on its way all the
    // same is waited for. The counts differ for ever once a request was sent again on a new connection.
    constexpr int patience = 20;
    for (int waited = 0;; ++waited) {
        io_.restart();
        while (io_.poll() > 0) {
        }
        const bool on_its_way = client_ && client_->counters().requests > openboxes_.server().requests();
        if (!on_its_way || waited == patience) break;
        io_.run_one_for(1ms);
    }
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

template <class Operation>
void VirtualDaemon::await(Operation operation)
{
    bool ended = false;
    auto done = [this, &ended](std::exception_ptr thrown, auto&&...) {
        if (thrown) failure_ = std::move(thrown);
        ended = true;
    };
    asio::co_spawn(io_, std::move(operation), std::move(done));
    settle();
    if (!ended) throw std::logic_error("the state file makes us wait");
}

void VirtualDaemon::note_request()
{
    const auto now = clock_.steady();
    while (!requests_.empty() && requests_.front() + 60s <= now)
        requests_.pop_front();
    requests_.push_back(now);
    run_.most_in_a_minute = std::max(run_.most_in_a_minute, requests_.size());
    ++run_.requests;
    const bool out = std::ranges::any_of(plan_.outages, [&](const Outage& outage) {
        return zero_ && now >= *zero_ + outage.begin && now < *zero_ + outage.begin + outage.length;
    });
    if (out) openboxes_.inject({.kind = simulator::FaultKind::unavailable});
}

void VirtualDaemon::on_events(std::span<const std::int64_t>)
{
    constexpr int at_once = 1000;
    for (const auto& record : store_->read().events.after(last_event_, at_once)) {
        last_event_ = record.seq;
        const auto found = untold_.find(key_of(record.event));
        if (found == untold_.end()) {
            ++run_.doubled;
            continue;
        }
        const auto& [change, since] = found->second;
        run_.delays.add(change, std::chrono::floor<Moment>(clock_.steady() - since));
        untold_.erase(found);
    }
}

void VirtualDaemon::run_until(SteadyTime end)
{
    settle();
    while (clock_.steady() < end) {
        const auto next = std::min(clock_.next_deadline().value_or(end), end);
        clock_.advance(
            std::chrono::ceil<std::chrono::milliseconds>(std::max(next, clock_.steady()) - clock_.steady()));
        settle();
    }
}

void VirtualDaemon::live_through_the_past(std::vector<Change>& changes)
{
    const auto present =
        std::ranges::find_if(changes, [](const Change& change) { return change.at >= Moment(0); });
    auto at = changes.empty() ? Moment(0) : std::min(changes.front().at, Moment(0));
    for (auto change = changes.begin(); change != present; ++change) {
        clock_.advance(change->at - at);
        at = change->at;
        country_.apply(*change);
    }
    clock_.advance(-at);
    changes.erase(changes.begin(), present);
}

bool VirtualDaemon::count_streams()
{
    std::set<std::string> baselined;
    for (const auto& record : store_->read().streams.all()) {
        if (record.baselined_at) baselined.insert(record.name);
    }
    const auto streams = poller_->streams();
    run_.streams = streams.size();
    run_.baselined = static_cast<std::size_t>(std::ranges::count_if(
        streams, [&](const poll::PolledStream& stream) { return baselined.contains(stream.name); }));
    return run_.streams >= 2 + std::size_t{plan_.workload.facilities} && run_.baselined == run_.streams;
}

void VirtualDaemon::scan_first()
{
    store_ = std::make_unique<store::Store>(store::StoreSettings{folder_ / "state.db", openboxes_.url()},
                                            io_.get_executor());
    await(store_->write([](store::Tables& tables) { return tables.subscribers.ensure("erp"); }));
    const auto erp = store_->read().subscribers.all().at(0).id;
    core::Matcher wanted;
    for (std::size_t kind = 0; kind < told_kinds; ++kind)
        wanted.events.emplace_back(event_type_of(static_cast<ChangeKind>(kind)));
    store_->set_recipients({{erp, std::move(wanted)}});
    http_ = std::make_unique<http::Client>(io_.get_executor(), resolver_, http_settings(), "webhookd/bench");
    core::ApiSettings settings;
    settings.url = openboxes_.url();
    settings.login = core::PasswordLogin{"webhooks", core::SecretText("secret")};
    settings.requests_per_minute = plan_.per_minute;
    client_ = std::make_unique<openboxes::Client>(std::move(settings), *http_, clock_, random_);
    poller_ = std::make_unique<poll::Poller>(io_.get_executor(), *store_, *client_, clock_, *this,
                                             poller_settings(plan_.feeds));
    auto ended = [this](const std::exception_ptr& thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const boost::system::system_error& error) {
            if (error.code() != asio::error::operation_aborted) failure_ = thrown;
        } catch (...) {
            failure_ = thrown;
        }
    };
    asio::co_spawn(io_, poller_->run(), asio::bind_cancellation_slot(stop_.slot(), std::move(ended)));

    constexpr auto look = 5s;
    const auto start = clock_.steady();
    bool all = false;
    while (!all && clock_.steady() - start < plan_.longest_first_scan) {
        run_until(clock_.steady() + look);
        all = count_streams();
    }
    const auto taken = std::chrono::floor<Moment>(clock_.steady() - start);
    if (all) run_.first_scan = taken;
    run_.used_in_first_scan = used_share(taken);
    run_.requests = 0;
}

double VirtualDaemon::used_share(Moment span) const
{
    const auto minutes = std::chrono::duration<double, std::ratio<60>>(span).count();
    return static_cast<double>(run_.requests) / (static_cast<double>(plan_.per_minute) * minutes);
}

void VirtualDaemon::apply(const Change& change)
{
    if (auto key = country_.apply(change)) untold_.emplace(std::move(*key), Untold{change, clock_.steady()});
}

void VirtualDaemon::forget_old_polls()
{
    await(store_->write([before = clock_.now() - 1h](store::Tables& tables) {
        constexpr int all = 1'000'000'000;
        return tables.polls.remove_before(before, all);
    }));
}

void VirtualDaemon::work(const std::vector<Change>& changes)
{
    const auto zero = clock_.steady();
    zero_ = zero;
    auto cleaned = zero;
    for (const auto& change : changes) {
        run_until(zero + change.at);
        apply(change);
        if (clock_.steady() - cleaned < 24h) continue;
        forget_old_polls();
        cleaned = clock_.steady();
    }
    const auto length = std::chrono::floor<Moment>(plan_.workload.days * std::chrono::duration<double>(24h));
    run_until(zero + length);
    run_.used = used_share(length);
    const auto requests = run_.requests;
    run_until(clock_.steady() + time_for_the_rest);
    run_.requests = requests;
    run_.delays.untold = untold_.size();
    for (const auto& [key, untold] : untold_)
        run_.delays.add(untold.change, std::chrono::floor<Moment>(clock_.steady() - untold.since));
}

VirtualRun VirtualDaemon::run()
{
    auto changes = make_workload(plan_.workload);
    live_through_the_past(changes);
    scan_first();
    work(changes);
    count_streams();
    return std::move(run_);
}

VirtualRun run_virtual_daemon(const VirtualPlan& plan)
{
    return VirtualDaemon(plan).run();
}

}  // namespace webhookd::bench
