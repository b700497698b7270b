// Subscribers with the same label are added up first; then family after family is made of the figures.
// Processor time is from getrusage(2), memory and descriptors are from /proc/self.

#include "control/gauges.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

namespace webhookd::control {

namespace {

using LabelOf = std::function<const std::string&(const std::string&)>;

/// Builds families from values.
class Families
{
  public:
    using Labels = std::vector<prometheus::ClientMetric::Label>;

    /// Begins a family; the values that follow belong to it.
    void gauge(std::string name, std::string help)
    {
        families_.push_back({std::move(name), std::move(help), prometheus::MetricType::Gauge, {}});
    }
    void counter(std::string name, std::string help)
    {
        families_.push_back({std::move(name), std::move(help), prometheus::MetricType::Counter, {}});
    }

    void add(double value, Labels labels = {})
    {
        prometheus::ClientMetric metric;
        metric.label = std::move(labels);
        metric.gauge.value = value;
        metric.counter.value = value;
        families_.back().metric.push_back(std::move(metric));
    }

    std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

  private:
    std::vector<prometheus::MetricFamily> families_;
};

double seconds(core::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

void add_source(Families& families, const SourceFigures& source)
{
    families.gauge("webhookd_source_reachable", "1 while OpenBoxes answers, 0 while polls pause.");
    families.add(source.reachable ? 1 : 0);
    families.counter("webhookd_source_requests_total", "Requests to OpenBoxes, logins and retries included.");
    families.add(static_cast<double>(source.requests));
    families.counter("webhookd_source_logins_total", "Logins to OpenBoxes.");
    families.add(static_cast<double>(source.logins));
    families.gauge("webhookd_budget_used_requests", "Requests to OpenBoxes in the last 60 seconds.");
    families.add(static_cast<double>(source.requests_last_minute));
    families.gauge("webhookd_budget_limit_requests", "Requests allowed in 60 seconds.");
    families.add(static_cast<double>(source.requests_per_minute));
}

void add_streams(Families& families, const std::vector<StreamFigures>& streams)
{
    families.gauge("webhookd_stream_last_success_timestamp_seconds",
                   "When the last good poll of the stream ended; 0: none yet.");
    for (const auto& stream : streams)
        families.add(stream.last_success_at ? seconds(stream.last_success_at->time_since_epoch()) : 0,
                     {{"stream", stream.name}});
    families.gauge("webhookd_stream_interval_seconds", "How often the stream is polled.");
    for (const auto& stream : streams)
        families.add(seconds(stream.interval), {{"stream", stream.name}});
    families.gauge("webhookd_stream_failures", "Polls of the stream that failed since the last good one.");
    for (const auto& stream : streams)
        families.add(stream.failures, {{"stream", stream.name}});
    families.gauge("webhookd_streams_late", "Streams that wait much longer than promised for a good poll.");
    families.add(static_cast<double>(std::ranges::count_if(streams, &StreamFigures::late)));
    families.gauge("webhookd_streams_never_read", "Streams that wait for their first scan.");
    const auto is_unread = [](const auto& stream) { return !stream.last_success_at; };
    families.add(static_cast<double>(std::ranges::count_if(streams, is_unread)));
    families.gauge("webhookd_oldest_success_timestamp_seconds",
                   "When the stream was read well that was read longest ago; 0: none was read yet.");
    std::optional<core::Timestamp> oldest;
    for (const auto& stream : streams) {
        const auto& read = stream.last_success_at;
        if (read) oldest = std::min(*read, oldest.value_or(*read));
    }
    families.add(oldest ? seconds(oldest->time_since_epoch()) : 0);
}

void add_store(Families& families, const StoreFigures& store)
{
    families.gauge("webhookd_store_degraded", "1 while the state file cannot be written.");
    families.add(store.degraded ? 1 : 0);
    families.gauge("webhookd_state_file_bytes", "Size of the state file.");
    families.add(static_cast<double>(store.file_bytes));
    families.gauge("webhookd_state_wal_bytes", "Size of the write-ahead log beside the state file.");
    families.add(static_cast<double>(store.wal_bytes));
}

/// Subscribers of one label.
struct Sum
{
    std::map<std::string, int> states;
    std::size_t in_flight = 0;
    store::Backlog backlog;
};

void add(Sum& sum, const SubscriberFigures& subscriber)
{
    ++sum.states[subscriber.state];
    sum.in_flight += subscriber.in_flight;
    sum.backlog.pending += subscriber.backlog.pending;
    sum.backlog.dead += subscriber.backlog.dead;
    const auto& oldest = subscriber.backlog.oldest_at;
    if (oldest) sum.backlog.oldest_at = std::min(*oldest, sum.backlog.oldest_at.value_or(*oldest));
}

void add_subscribers(Families& families, const std::map<std::string, Sum>& sums, core::Timestamp now)
{
    families.gauge("webhookd_subscriber_state",
                   "1 for the state that the subscriber is in, 0 for the others.");
    for (const auto& [label, sum] : sums) {
        for (const auto* state : subscriber_states) {
            const auto found = sum.states.find(state);
            families.add(found == sum.states.end() ? 0 : found->second,
                         {{"subscriber", label}, {"state", state}});
        }
    }
    families.gauge("webhookd_backlog_deliveries", "Deliveries that are neither accepted nor given up.");
    for (const auto& [label, sum] : sums)
        families.add(static_cast<double>(sum.backlog.pending), {{"subscriber", label}});
    families.gauge("webhookd_backlog_oldest_age_seconds",
                   "Age of the oldest event in the backlog; 0: the backlog is empty.");
    for (const auto& [label, sum] : sums) {
        const auto age = sum.backlog.oldest_at ? seconds(now - *sum.backlog.oldest_at) : 0;
        families.add(std::max(0.0, age), {{"subscriber", label}});
    }
    families.gauge("webhookd_dead_letters", "Deliveries given up that wait for a replay.");
    for (const auto& [label, sum] : sums)
        families.add(static_cast<double>(sum.backlog.dead), {{"subscriber", label}});
    families.gauge("webhookd_attempts_in_flight", "Webhooks being sent at this moment.");
    for (const auto& [label, sum] : sums)
        families.add(static_cast<double>(sum.in_flight), {{"subscriber", label}});
}

double seconds(const timeval& time)
{
    constexpr double microsecond = 1e-6;
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * microsecond;
}

void add_processor_time(Families& families)
{
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0) return;
    families.counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");
    families.add(seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

void add_memory(Families& families)
{
    std::ifstream file("/proc/self/statm");  // pages: total, resident, …
    double total = 0;
    double resident = 0;
    if (!(file >> total >> resident)) return;
    families.gauge("process_resident_memory_bytes", "Resident memory size in bytes.");
    families.add(resident * static_cast<double>(sysconf(_SC_PAGESIZE)));
}

void add_open_files(Families& families)
{
    std::error_code unreadable;
    const std::filesystem::directory_iterator files("/proc/self/fd", unreadable);
    if (unreadable) return;
    families.gauge("process_open_fds", "Number of open file descriptors.");
    families.add(
        static_cast<double>(std::distance(begin(files), end(files)) - 1));  // the folder itself is one
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    families.gauge("process_max_fds", "Maximum number of open file descriptors.");
    families.add(static_cast<double>(limit.rlim_cur));
}

}  // namespace

std::vector<prometheus::MetricFamily> gauges(const Figures& figures, const LabelOf& label_of)
{
    std::map<std::string, Sum> sums;
    for (const auto& subscriber : figures.subscribers)
        add(sums[label_of(subscriber.name)], subscriber);

    Families families;
    add_source(families, figures.source);
    add_streams(families, figures.streams);
    add_store(families, figures.store);
    add_subscribers(families, sums, figures.now);
    return families.take();
}

std::vector<prometheus::MetricFamily> process_gauges(const std::string& version, double started_at)
{
    Families families;
    families.gauge("webhookd_build_info", "The version that runs, as a label of the value 1.");
    families.add(1, {{"version", version}});
    families.gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.");
    families.add(started_at);
    add_processor_time(families);
    add_memory(families);
    add_open_files(families);
    return families.take();
}

}  // namespace webhookd::control
