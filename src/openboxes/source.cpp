// Which adjustment streams follow from what the server offers and which types are wanted. The other functions
// of source.hpp are in facilities.cpp, in probe.cpp and beside each stream.

#include "webhookd/openboxes/source.hpp"

#include "openboxes/adjustment_streams.hpp"

namespace webhookd::openboxes {

namespace {

constexpr std::string_view deprecated_debit_type = "10";
const std::array<std::string, 2> counted_types{"7", "11"};

constexpr std::array<std::pair<AdjustmentSource, std::string_view>, 5> names{
    {{AdjustmentSource::summary, "A"},
     {AdjustmentSource::transactions, "B"},
     {AdjustmentSource::product_summary, "C"},
     {AdjustmentSource::inventory_items, "F"},
     {AdjustmentSource::none, "none"}}};

}  // namespace

std::string_view to_string(AdjustmentSource source)
{
    for (const auto& [value, name] : names) {
        if (value == source) return name;
    }
    return "none";
}

std::optional<AdjustmentSource> find_adjustment_source(std::string_view name)
{
    for (const auto& [value, text] : names) {
        if (text == name) return value;
    }
    return std::nullopt;
}

std::vector<std::unique_ptr<Stream>> adjustment_streams(Client& client, async::Clock& clock,
                                                        const SourceSettings& settings,
                                                        AdjustmentSource source,
                                                        const std::vector<Facility>& facilities)
{
    std::vector<std::unique_ptr<Stream>> streams;
    const auto& types = settings.adjustment_transaction_types;
    if (source == AdjustmentSource::transactions && !types.empty()) {
        // Where there is no summary, a count of stock is a transaction of its own with the quantity found
        // (openboxes-api.md 6.1): who wants manual changes wants these.
        auto wanted = types;
        if (types.contains(std::string(adjustment_type)))
            wanted.insert(counted_types.begin(), counted_types.end());
        streams.push_back(transaction_stream(client, clock, settings, wanted, facilities));
    }

    if (source == AdjustmentSource::summary) {
        // The summary knows one type. Others that are wanted are read from the transactions beside it; the
        // old debit type alone is not worth a request per poll, since no server that has the summary records
        // it any more.
        auto others = types;
        others.erase(std::string(adjustment_type));
        others.erase(std::string(deprecated_debit_type));
        if (!others.empty())
            streams.push_back(transaction_stream(client, clock, settings, others, facilities));
        if (!types.contains(std::string(adjustment_type))) return streams;
    }
    for (const auto& facility : facilities) {
        if (source == AdjustmentSource::summary)
            streams.push_back(summary_stream(client, clock, settings, facility));
        else if (source == AdjustmentSource::product_summary)
            streams.push_back(product_summary_stream(client, settings, facility));
        else if (source == AdjustmentSource::inventory_items)
            streams.push_back(inventory_item_stream(client, settings, facility));
    }
    return streams;
}

}  // namespace webhookd::openboxes
