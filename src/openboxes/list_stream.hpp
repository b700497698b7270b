#pragma once
// A stream that is one list, asked for in up to three ways: what product, order, movement and level streams
// share.

#include <array>

#include "openboxes/list_scan.hpp"
#include "webhookd/openboxes/stream.hpp"

namespace webhookd::openboxes {

/// So many rows are asked for where only the newest are looked at.
inline constexpr std::size_t newest_page = 50;
/// In a list by the last change, so many known ones at the end of a page show that nothing new follows.
inline constexpr std::size_t enough_known = 10;
/// And so many where one row is searched for by its number.
inline constexpr std::size_t confirm_page = 20;

class ListStream : public Stream
{
  public:
    const StreamInfo& info() const final { return info_; }
    asio::awaitable<ApiResult<Scan>> scan(ScanOrder order) override;
    /// `unclear`, for streams without an `open` list.
    asio::awaitable<ApiResult<Confirmation>> confirm(core::Snapshot missing) override;

  protected:
    /// `rulebook` decides which rows are open, and what of a row is compared.
    ListStream(Client& client, StreamInfo info, RowReader reader,
               std::shared_ptr<const core::Rulebook> rulebook);

    /// The ways of asking for this list, best first.
    PlanLadder& ladder(Reach reach) { return ladders_.at(static_cast<std::size_t>(reach)); }
    void set_plans(Reach reach, std::vector<ListPlan> plans) { ladder(reach).plans = std::move(plans); }

    /// Reads the rows of this reach otherwise: they stand in a list that was asked for with a filter.
    void set_reader(Reach reach, RowReader reader);

    Client& client() { return client_; }

    /// A confirmation that found `row`; unclear when the row is not of this entity.
    Confirmation found(const core::Snapshot& missing, const JsonView& row, async::SteadyTime sent_at) const;

  private:
    Client& client_;
    StreamInfo info_;
    std::shared_ptr<const core::Rulebook> rulebook_;
    RowReader reader_;                        ///< of rows that are asked for by name
    std::array<RowReader, reaches> readers_;  ///< by reach
    std::array<PlanLadder, reaches> ladders_;
};

/// The one answer with all that is on hand in a facility (openboxes-api.md 6.2 C).
ListPlan product_summary_plan(const Facility& facility);

/// True for what leaves the answer open but does not end the poll: this one question was refused or not
/// understood.
bool is_about_the_question(ApiErrorKind kind);

}  // namespace webhookd::openboxes
