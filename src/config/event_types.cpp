// `events:`: ready-made types by their names, and types of one's own, whose fields, operators and values are
// held against what events about such entities show.

#include <algorithm>
#include <array>
#include <ranges>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/codecs.hpp"
#include "config/text.hpp"
#include "webhookd/core/event.hpp"
#include "webhookd/core/kinds.hpp"
#include "webhookd/core/text.hpp"

namespace webhookd::config {

namespace {

using core::Crossing;
using core::EntityKind;
using core::EventField;
using core::EventType;
using core::FieldForm;

constexpr std::size_t most_types = 1'000;

/// "unknown WHAT 'pruduct'; did you mean 'product'?"
std::nullopt_t unknown(const Value& value, std::string_view what, const std::string& word,
                       const std::vector<std::string>& known)
{
    const auto nearest = core::find_nearest(word, known, std::max<std::size_t>(1, word.size() / 3), 4);
    const auto advice = nearest ? fmt::format("did you mean '{}'?", *nearest)
                                : fmt::format("expected one of {}", fmt::join(known, ", "));
    return value.fail(fmt::format("unknown {} {}; {}", what, in_quotes(word), advice));
}

std::vector<std::string> names_of(std::span<const EventType> types)
{
    std::vector<std::string> names;
    std::ranges::transform(types, std::back_inserter(names), &EventType::type);
    return names;
}

std::optional<EventType> ready_made(const Value& value)
{
    if (const auto* found = core::find_ready_made(value.node().text)) return *found;
    return unknown(value, "event type", value.node().text, names_of(core::ready_made_types()));
}

/// `[a-z][A-Za-z]*\.[a-z][A-Za-z]*`, and nobody else's.
std::optional<std::string> own_type(const Value& value)
{
    const auto is_name = [](std::string_view part) {
        const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        return !part.empty() && part.front() >= 'a' && part.front() <= 'z' &&
               std::ranges::all_of(part, is_letter);
    };
    constexpr std::size_t longest = 100;
    const auto& text = value.node().text;
    const auto dot = text.find('.');
    const bool is_type = value.is_scalar() && dot != std::string::npos && text.size() <= longest &&
                         is_name(std::string_view(text).substr(0, dot)) &&
                         is_name(std::string_view(text).substr(dot + 1));
    if (!is_type) return value.expected("a name of two words of letters, such as purchaseOrder.large");
    if (text.starts_with("webhookd."))
        return value.fail("webhookd. begins the types that tell of the daemon itself");
    if (core::Rulebook::built_in()->find_type(text) != nullptr)
        return value.fail(fmt::format("{} is built in", text));
    if (core::find_ready_made(text) != nullptr)
        return value.fail(fmt::format("{} is ready-made: write the name alone", text));
    return text;
}

const Word<EntityKind> kinds{{"products", EntityKind::product},
                             {"stock_movements", EntityKind::stock_movement},
                             {"purchase_orders", EntityKind::purchase_order},
                             {"adjustments", EntityKind::adjustment},
                             {"stock_levels", EntityKind::stock}};

/// What stands under `when:`, for one kind of entity.
class WhenReader
{
  public:
    explicit WhenReader(EntityKind kind) : traits_(core::traits_of(kind)), fields_(traits_.object()) {}

    std::optional<core::Trigger> read(const Value& value) const
    {
        if (value.is_scalar() && value.node().text == "appears") return core::Appears{};
        if (traits_.comparable.empty())
            return value.expected(fmt::format("appears: {}s never change", traits_.subject));
        if (!value.is_mapping() || value.node().entries.empty())
            return value.expected_kind("appears, changes: [FIELD…] or FIELD: {enters: [VALUE…]}");
        core::Crosses crosses;
        bool good = true;
        for (const auto& entry : value.entries()) {
            auto crossings = read_entry(entry);
            if (crossings) std::ranges::move(*crossings, std::back_inserter(crosses.all));
            good = good && crossings.has_value();
        }
        if (!good) return std::nullopt;
        return crosses;
    }

  private:
    using Crossings = std::optional<std::vector<Crossing>>;

    Crossings read_entry(const Value& entry) const
    {
        const auto key = entry.path().substr(entry.path().rfind('.') + 1);
        if (key != "changes") return read_field(entry, key);
        const auto names = ListOf{[this](const Value& item) { return field_name(item); }, "a list of fields",
                                  1, traits_.comparable.size()}(entry);
        if (!names) return std::nullopt;
        return std::vector{Crossing{.how = Crossing::How::changes, .fields = *names}};
    }

    Crossings read_field(const Value& entry, const std::string& name) const
    {
        if (!find(name)) return unknown(entry, "field", name, names());
        if (!entry.is_mapping() || entry.node().entries.empty())
            return entry.expected_kind("one of enters, leaves, rises_above, falls_below with its value");
        std::vector<Crossing> crossings;
        read_section(entry, [&](Section& section) {
            for (const auto how : {Crossing::How::enters, Crossing::How::leaves, Crossing::How::rises_above,
                                   Crossing::How::falls_below}) {
                Crossing crossing{.how = how, .fields = {name}};
                const bool is_of_words = how == Crossing::How::enters || how == Crossing::How::leaves;
                const auto read_into = [&](const Value& value) -> std::optional<Crossing> {
                    return is_of_words ? read_values(value, std::move(crossing))
                                       : read_limit(value, std::move(crossing));
                };
                if (Crossing read; section.read(core::to_string(how), read, read_into))
                    crossings.push_back(std::move(read));
            }
        });
        return crossings;
    }

    std::optional<Crossing> read_values(const Value& value, Crossing crossing) const
    {
        const auto& field = *find(crossing.fields.front());
        constexpr std::size_t most_values = 100;
        const auto values = ListOf{[&](const Value& item) { return read_value(item, field); },
                                   "a list of values", 1, most_values}(value);
        if (!values) return std::nullopt;
        crossing.values = *values;
        return crossing;
    }

    std::optional<Json> read_value(const Value& item, const EventField& field) const
    {
        if (!item.is_scalar()) return item.expected_kind("a value");
        auto json = json_of(item.node());
        if (field.form == FieldForm::boolean && !json.is_boolean()) return item.expected("true or false");
        if (is_number(field) && !json.is_number()) return item.expected("a number");
        if (field.form == FieldForm::boolean || is_number(field)) return json;
        const auto& text = item.node().text;
        if (!field.words.empty() && std::ranges::find(field.words, text) == field.words.end())
            return unknown(item, "value", text, {field.words.begin(), field.words.end()});
        if (traits_.kind == EntityKind::purchase_order && field.name == "status") warn_of_status(item);
        return Json(text);
    }

    /// Servers may know other ones.
    static void warn_of_status(const Value& item)
    {
        constexpr std::array<std::string_view, 3> others{"PENDING", "REJECTED", "CANCELED"};
        const auto& text = item.node().text;
        if (std::ranges::find(others, text) == others.end() &&
            !core::RuleSettings::default_approved_statuses().contains(text))
            item.warn(fmt::format("OpenBoxes knows no status {} of purchase orders", in_quotes(text)));
    }

    std::optional<Crossing> read_limit(const Value& value, Crossing crossing) const
    {
        const auto& name = crossing.fields.front();
        if (!is_number(*find(name))) return value.fail(fmt::format("{} is not a number", name));
        if (!value.is_scalar()) return value.expected_kind("a number or the field that holds it");
        crossing.limit = json_of(value.node());
        if (crossing.limit.is_number()) return crossing;
        const auto* field = find(value.node().text);
        if (field == nullptr) return unknown(value, "field", value.node().text, names());
        if (!is_number(*field)) return value.fail(fmt::format("{} is not a number", value.node().text));
        crossing.limit = value.node().text;
        return crossing;
    }

    std::optional<std::string> field_name(const Value& value) const
    {
        if (!value.is_scalar()) return value.expected_kind("a field");
        if (find(value.node().text) == nullptr) return unknown(value, "field", value.node().text, names());
        return value.node().text;
    }

    static bool is_number(const EventField& field)
    {
        return field.form == FieldForm::number || field.form == FieldForm::integer;
    }

    std::vector<std::string> names() const { return {traits_.comparable.begin(), traits_.comparable.end()}; }

    /// Null: no list, or not all of them, tells it.
    const EventField* find(std::string_view name) const
    {
        if (std::ranges::find(traits_.comparable, name) == traits_.comparable.end()) return nullptr;
        return &*std::ranges::find(fields_, name, &EventField::name);
    }

    const core::KindTraits& traits_;
    std::vector<EventField> fields_;
};

/// Those of `where:` whose path leads into the object, but to no key of it.
void refuse_unknown_paths(const Value& where, EntityKind kind)
{
    constexpr std::string_view into_object = "object.";
    std::vector<std::string> known;
    for (const auto& field : core::traits_of(kind).object())
        known.emplace_back(field.name);
    for (const auto& entry : where.node().entries) {
        if (!entry.key.starts_with(into_object)) continue;
        const auto path = entry.key.substr(into_object.size());
        const auto name = path.substr(0, path.find('.'));
        if (std::ranges::find(known, name) == known.end()) unknown(where, "field", name, known);
    }
}

/// Where there are levels only, they are what shows an adjustment.
std::vector<EventType::Cause> causes(EntityKind kind, core::Trigger when)
{
    std::vector<EventType::Cause> causes{{kind, std::move(when)}};
    if (kind != EntityKind::adjustment) return causes;
    const auto built_in = core::Rulebook::built_in();
    for (const auto& cause : built_in->find_type(core::event_type::inventory_adjusted)->causes)
        if (cause.kind != kind) causes.push_back(cause);
    return causes;
}

std::optional<EventType> of_ones_own(const Value& value)
{
    std::optional<EventType> result;
    read_section(value, [&](Section& section) {
        EventType type;
        type.asked_for = true;
        section.require("type", type.type, own_type, "the name of the type, such as purchaseOrder.large");
        const auto on = section.find("on");
        const auto when = section.find("when");
        const auto where_value = section.find("where");
        if (!on)
            section.missing("on",
                            "what it happens to: products, stock_movements, purchase_orders, "
                            "adjustments or stock_levels");
        if (!when) section.missing("when", "appears, changes: [FIELD…] or FIELD: {enters: [VALUE…]}");
        const auto kind = on ? kinds(*on) : std::nullopt;
        if (!kind || !when) return;
        type.about = *kind;
        auto trigger = WhenReader(*kind).read(*when);
        if (where_value) {
            if (auto read = where(*where_value)) type.where = *std::move(read);
            if (where_value->is_mapping()) refuse_unknown_paths(*where_value, *kind);
        }
        if (!trigger || type.type.empty()) return;
        type.fires = fmt::format("The configuration asks for it: {} of {}.", core::in_words(*trigger),
                                 kinds.print(*kind));
        type.causes = causes(*kind, *std::move(trigger));
        result = std::move(type);
    });
    return result;
}

std::optional<EventType> event_type(const Value& value)
{
    if (value.is_scalar()) return ready_made(value);
    if (value.is_mapping()) return of_ones_own(value);
    return value.expected_kind("the name of a ready-made event type, or a mapping with type, on and when");
}

}  // namespace

std::optional<std::vector<core::EventType>> EventTypes::operator()(const Value& value) const
{
    if (value.is_null()) return std::vector<EventType>();
    auto types = ListOf{event_type, "a list of event types", 0, most_types}(value);
    if (!types) return std::nullopt;
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < types->size(); ++i) {
        const auto& name = (*types)[i].type;
        if (std::ranges::find(seen, name) != seen.end())
            return value.items()[i].fail(fmt::format("{} stands here twice", name));
        seen.push_back(name);
    }
    return types;
}

std::vector<std::string> EventTypes::changes_of(const std::string& key, const std::vector<EventType>& before,
                                                const std::vector<EventType>& after)
{
    std::vector<std::string> words;
    for (const auto& type : before)
        if (std::ranges::find(after, type.type, &EventType::type) == after.end())
            words.push_back(fmt::format("{}: {} removed", key, type.type));
    for (const auto& type : after) {
        const auto known = std::ranges::find(before, type.type, &EventType::type);
        if (known == before.end())
            words.push_back(fmt::format("{}: {} added", key, type.type));
        else if (*known != type)
            words.push_back(fmt::format("{}: {} changed", key, type.type));
    }
    return words;
}

}  // namespace webhookd::config
