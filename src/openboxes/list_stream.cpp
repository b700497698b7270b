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

ListPlan product_summary_plan(const Facility& facility)
{
    ListPlan plan;
    plan.path = "/api/locations/" + http::encode_query_value(facility.id) + "/productSummary";
    plan.location = facility.id;  // the id in the path is ignored: the session's location answers
    plan.paged = false;
    return plan;
}

bool is_about_the_question(ApiErrorKind kind)
{
    return kind == ApiErrorKind::forbidden || kind == ApiErrorKind::not_found ||
           kind == ApiErrorKind::bad_request || kind == ApiErrorKind::server_error ||
           kind == ApiErrorKind::bad_answer;
}

namespace {

/// The values of those fields, as events show them. What a row leaves out, or has in a form that nobody
/// reads, it does not tell; null it tells where it says so.
Json told_fields(const JsonView& row, const RowReader& reader, std::span<const std::string> fields)
{
    auto told = Json::object();
    const auto object = reader.object(row);
    for (const auto& field : fields) {
        const auto& value = object.at(field);
        const auto said = row.find(field);
        if (!value.is_null() || (said && said->is_null())) told[field] = value;
    }
    return told;
}

RowReader comparing(RowReader reader, const core::Rulebook& rulebook, core::EntityKind kind)
{
    const auto fields = rulebook.compared(kind);
    if (fields.empty()) return reader;
    auto observe = [reader, names = std::vector(fields.begin(), fields.end())](const JsonView& row) {
        auto observed = reader.observe(row);
        observed.seen.watched["compared"] = told_fields(row, reader, names);
        return observed;
    };
    return {std::move(observe), std::move(reader.object)};
}

}  // namespace

ListStream::ListStream(Client& client, StreamInfo info, RowReader reader,
                       std::shared_ptr<const core::Rulebook> rulebook)
    : client_(client),
      info_(std::move(info)),
      rulebook_(std::move(rulebook)),
      reader_(comparing(std::move(reader), *rulebook_, info_.kind)),
      readers_{reader_, reader_, reader_, reader_, reader_}
{
}

void ListStream::set_reader(Reach reach, RowReader reader)
{
    readers_.at(static_cast<std::size_t>(reach)) = comparing(std::move(reader), *rulebook_, info_.kind);
}

asio::awaitable<ApiResult<Scan>> ListStream::scan(ScanOrder order)
{
    if (order.reach == Reach::full) {
        for (auto& ways : ladders_) {
            ways.fit = 0;
            ways.grows = true;
        }
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
    // One entity alone tells less than its row in a list, and says null where it does not tell.
    if (const auto compared = observed.seen.watched.find("compared"); compared != observed.seen.watched.end())
        std::erase_if(compared->get_ref<Json::object_t&>(),
                      [](const auto& field) { return field.second.is_null(); });
    confirmation.presence = Presence::found;
    confirmation.sighting = Sighting{std::move(observed.seen), sent_at};
    return confirmation;
}

}  // namespace webhookd::openboxes
