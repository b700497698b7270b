// The fact and the event of a beginning, or of an end, are one write.

#include "poll/trouble.hpp"

namespace webhookd::poll {

namespace {

std::vector<std::int64_t> tell(store::Tables& tables, std::string_view type, Json about,
                               const store::Audience& audience, core::Timestamp now)
{
    const auto& source = audience.origin.source;
    about["id"] = source;
    const core::Notice notice{
        .type = type, .kind = "source", .id = source, .object = about, .previous = nullptr, .at = now};
    return store::tell(tables, notice, audience);
}

}  // namespace

bool is_told(store::StreamTable& streams, const Trouble& trouble)
{
    return streams.find_json_fact(trouble.fact).has_value();
}

std::vector<std::int64_t> tell_begin(store::Tables& tables, const Trouble& trouble, Json about,
                                     const store::Audience& audience, core::Timestamp now)
{
    if (is_told(tables.streams, trouble)) return {};
    tables.streams.put_fact(trouble.fact, about.dump(-1, ' ', false, Json::error_handler_t::replace));
    return tell(tables, trouble.begun, std::move(about), audience, now);
}

std::vector<std::int64_t> tell_end(store::Tables& tables, const Trouble& trouble,
                                   const store::Audience& audience, core::Timestamp now)
{
    auto about = tables.streams.find_json_fact(trouble.fact);
    if (!about) return {};
    tables.streams.remove_fact(trouble.fact);
    return tell(tables, trouble.over, std::move(*about), audience, now);
}

}  // namespace webhookd::poll
