// Waiting by looking again and again, and the receiver and the OpenBoxes on threads of their own.

#include "bench/rig/stage.hpp"

namespace webhookd::bench {

bool wait_until(const std::function<bool()>& holds, std::chrono::seconds limit,
                std::chrono::milliseconds every)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(every);
    }
    return true;
}

RunningReceiver::RunningReceiver(ReceiverSettings settings)
    : receiver_(std::move(settings)), thread_([this] { receiver_.run(); })
{
}

bool RunningReceiver::wait_for(std::size_t count, std::chrono::seconds patience) const
{
    for (;;) {
        const auto before = receiver_.count();
        if (before >= count) return true;
        if (!wait_until([&] { return receiver_.count() > before; }, patience)) return false;
    }
}

const Ledger& RunningReceiver::stop()
{
    if (thread_.joinable()) {
        receiver_.stop();
        thread_.join();
    }
    return receiver_.ledger();
}

RunningSource::RunningSource(simulator::SeedPlan past) : source_(past) {}

RunningSource::~RunningSource()
{
    source_.call([](Source& source) { source.stop(); });
}

std::string RunningSource::url()
{
    return source_.call([](Source& source) { return source.url(); });
}

bool RunningSource::until(const std::function<bool(Source&)>& holds, std::chrono::seconds limit)
{
    return wait_until([&] { return source_.call(holds); }, limit);
}

bool RunningSource::until_polled()
{
    return until([](Source& source) { return source.answers().size() >= 2; });
}

}  // namespace webhookd::bench
