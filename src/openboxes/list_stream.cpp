// Chooses the plans and the row reader by the reach; a full scan tries the best plan again.

#include "openboxes/list_stream.hpp"

namespace webhookd::openboxes {

std::string_view to_string(Reach reach)
{
    switch (reach) {
        case Reach::full:
            return "full";
        case Reach::open:
            return "open";
        case Reach::newest:
            return "newest";
        case Reach::entered:
            return "entered";
        case Reach::received:
            return "received";
    }
    return "unknown";
}

bool is_about_the_question(ApiErrorKind kind)
{
    return kind == ApiErrorKind::forbidden || kind == ApiErrorKind::not_found ||
           kind == ApiErrorKind::bad_request || kind == ApiErrorKind::server_error ||
           kind == ApiErrorKind::bad_answer;
}

ListStream::ListStream(Client& client, StreamInfo info, RowReader reader,
                       std::shared_ptr<const core::Rulebook> rulebook)
    : client_(client),
      info_(std::move(info)),
      reader_(std::move(reader)),
      readers_{reader_, reader_, reader_, reader_, reader_},
      rulebook_(std::move(rulebook))
{
}

asio::awaitable<ApiResult<Scan>> ListStream::scan(ScanOrder order)
{
    if (order.reach == Reach::full) {
        for (auto& ways : ladders_)
            ways.fit = 0;
    }
    auto& ways = ladder(order.reach);
    ListTask task;
    task.kind = info_.kind;
    task.reader = readers_.at(static_cast<std::size_t>(order.reach));
    task.rulebook = rulebook_;
    task.order = std::move(order);
    return scan_list(client_, ways, std::move(task));
}

asio::awaitable<ApiResult<Confirmation>> ListStream::confirm(core::Snapshot)
{
    co_return Confirmation();
}

Confirmation ListStream::found(const core::Snapshot& missing, const JsonView& row,
                               async::SteadyTime sent_at) const
{
    Confirmation confirmation;
    auto observed = reader_.observe(row);
    if (observed.seen.id != missing.id) return confirmation;
    observed.seen.object = reader_.object(row);
    confirmation.verdict = Confirmation::Verdict::found;
    confirmation.sighting = Sighting{std::move(observed.seen), sent_at};
    return confirmation;
}

}  // namespace webhookd::openboxes
