// The log: one line for each report; the level says who should care: debug for what is ordinary, info for
// events and changes of state, more for what went wrong.

#include "app/listeners.hpp"

#include <fmt/format.h>

namespace webhookd::app {

void LogListener::on_poll(const store::PollRecord& poll)
{
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(poll.ended_at - poll.began_at).count();
    const auto text =
        fmt::format("poll stream={} reach={} outcome={} requests={} rows={} changes={} events={} ms={}",
                    poll.stream, poll.reach, store::to_string(poll.outcome), poll.requests, poll.rows,
                    poll.changes, poll.events, took);
    if (!poll.error.empty()) {
        logger_->warn("{} error=\"{}\"", text, poll.error);
    } else if (poll.reach == "baseline" || poll.events > 0) {
        logger_->info("{}", text);
    } else {
        logger_->debug("{}", text);
    }
}

void LogListener::on_action(const store::ActionRecord& action)
{
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(*action.ended_at - action.began_at).count();
    const auto text = fmt::format("action=\"{}\" by=\"{}\" arguments={} status={} ms={}", action.name,
                                  action.caller, action.arguments, *action.status, took);
    if (action.error.empty()) {
        logger_->info("{}", text);
    } else {
        logger_->warn("{} error=\"{}\"", text, action.error);
    }
}

void LogListener::on_alarm(const std::string& stream, const std::string& alarm)
{
    logger_->warn("alarm stream={} \"{}\"", stream, alarm);
}

void LogListener::on_source(bool reachable, const std::string& reason)
{
    source_reachable_ = reachable;
    if (reachable) {
        logger_->info("source reachable again");
    } else {
        logger_->warn("source unreachable: polls pause, one probe at a time; last error=\"{}\"", reason);
    }
}

void LogListener::on_attempt(const delivery::LaneSettings& lane, const store::DueDelivery& /*delivery*/,
                             const store::AttemptRecord& attempt)
{
    const bool delivered = attempt.outcome == "delivered";
    if (delivered && !logger_->should_log(spdlog::level::debug)) return;
    const auto text = fmt::format("attempt subscriber={} delivery={} number={} outcome={} status={} ms={}",
                                  lane.name, attempt.delivery_id, attempt.number, attempt.outcome,
                                  attempt.status.value_or(0), attempt.duration.count());
    if (delivered) {
        logger_->debug("{}", text);
    } else {
        logger_->warn("{} detail=\"{}\"", text, attempt.detail);
    }
}

void LogListener::on_lane_state(const delivery::LaneSettings& lane, store::LaneState before,
                                const store::SubscriberRecord& now)
{
    const auto level = now.state == store::LaneState::held ? spdlog::level::err : spdlog::level::info;
    logger_->log(level, "subscriber name={} was={} now={} reason=\"{}\"", lane.name, store::to_string(before),
                 store::to_string(now.state), now.reason);
}

void LogListener::on_dead(const delivery::LaneSettings& lane, const store::DueDelivery& delivery,
                          const std::string& reason)
{
    logger_->error("dead letter subscriber={} event={} type={} reason=\"{}\"", lane.name, delivery.event_id,
                   delivery.type, reason);
}

}  // namespace webhookd::app
