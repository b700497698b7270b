#pragma once
// The ways of reading inventory adjustments, as streams (openboxes-api.md 6.2). source.cpp chooses among
// them.

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "webhookd/core/time.hpp"
#include "webhookd/openboxes/source.hpp"

namespace webhookd::openboxes {

/// The transaction type that the summary (A) reports; the only one.
inline constexpr std::string_view adjustment_type = "3";

/// The request of the summary for the hot window, as the stream sends it; the probe asks the very same,
/// because a single bad row makes a page fail.
ApiRequest summary_request(const std::string& facility, core::Timestamp begin, core::Timestamp now);

/// How far back adjustments are read: some days beyond the last scan that succeeded, so that an outage of any
/// length leaves no gap. The beginning is a whole day, so that it moves once a day only, and it never moves
/// back while the program runs: a clock that is set back must not bring rows into view that were too old
/// before (F-16).
class AdjustmentWindow
{
  public:
    explicit AdjustmentWindow(std::chrono::days length) : length_(length) {}

    /// `since`: when it was last read well; null: never.
    core::Timestamp begin(core::Timestamp now, std::optional<core::Timestamp> since)
    {
        // A last success in the future was noted by a wrong clock.
        const auto covered = std::min(now, since.value_or(now));
        const core::Timestamp day = std::chrono::floor<std::chrono::days>(covered) - length_;
        if (day > begin_) begin_ = day;
        return begin_;
    }

  private:
    std::chrono::days length_;
    core::Timestamp begin_{};
};

/// A: one request per facility.
std::unique_ptr<Stream> summary_stream(Client& client, async::Clock& clock, const SourceSettings& settings,
                                       const Facility& facility);

/// B: all facilities, the transactions themselves, of the given types.
std::unique_ptr<Stream> transaction_stream(Client& client, async::Clock& clock,
                                           const SourceSettings& settings, const std::set<std::string>& types,
                                           const std::vector<Facility>& facilities);

/// C: levels of one facility by its session's summary.
std::unique_ptr<Stream> product_summary_stream(Client& client, const SourceSettings& settings,
                                               const Facility& facility);

/// F: levels of one facility by lot, where a hosted server has such a list.
std::unique_ptr<Stream> inventory_item_stream(Client& client, const SourceSettings& settings,
                                              const Facility& facility);

}  // namespace webhookd::openboxes
