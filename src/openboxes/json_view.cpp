// A view is simdjson's element, kept as two words so that the header need not include simdjson; each thread
// keeps one parser for its next document.

#include "webhookd/openboxes/json_view.hpp"

#include <bit>

#include <simdjson.h>

namespace webhookd::openboxes {

namespace dom = simdjson::dom;

namespace {

constexpr std::size_t deepest_nesting = 100;

/// Bytes of text. What simdjson asks for is fourteen times as much, most of which it never touches.
constexpr std::size_t largest_recycled = std::size_t{256} * 1024;

template <class T, class Result>
std::optional<T> if_read(Result&& result)
{
    T value{};
    if (std::forward<Result>(result).get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

}  // namespace

/// Between the view and what it holds.
struct JsonViewAccess
{
    static std::optional<dom::element> element(const JsonView& view)
    {
        if (view.element_[0] == 0) return std::nullopt;
        return std::bit_cast<dom::element>(view.element_);
    }

    static JsonView view(dom::element element)
    {
        JsonView view;
        view.element_ = std::bit_cast<std::array<std::uint64_t, 2>>(element);
        return view;
    }
};

namespace {

template <class T>
std::optional<T> value_of(const JsonView& view)
{
    const auto element = JsonViewAccess::element(view);
    return element ? if_read<T>(element->get<T>()) : std::nullopt;
}

}  // namespace

bool JsonView::is_null() const
{
    const auto element = JsonViewAccess::element(*this);
    return !element || element->is_null();
}

bool JsonView::is_object() const
{
    return value_of<dom::object>(*this).has_value();
}

bool JsonView::is_array() const
{
    return value_of<dom::array>(*this).has_value();
}

std::optional<std::string_view> JsonView::text() const
{
    return value_of<std::string_view>(*this);
}

std::optional<bool> JsonView::boolean() const
{
    return value_of<bool>(*this);
}

std::optional<double> JsonView::number() const
{
    return value_of<double>(*this);
}

std::optional<std::int64_t> JsonView::integer() const
{
    return value_of<std::int64_t>(*this);
}

std::optional<JsonView> JsonView::find(std::string_view key) const
{
    const auto object = value_of<dom::object>(*this);
    if (!object) return std::nullopt;
    const auto member = if_read<dom::element>(object->at_key(key));
    return member ? std::optional(JsonViewAccess::view(*member)) : std::nullopt;
}

std::size_t JsonView::size() const
{
    const auto array = value_of<dom::array>(*this);
    return array ? array->size() : 0;
}

std::vector<JsonView> JsonView::elements() const
{
    std::vector<JsonView> views;
    const auto array = value_of<dom::array>(*this);
    if (!array) return views;
    views.reserve(array->size());
    for (const auto element : *array)
        views.push_back(JsonViewAccess::view(element));
    return views;
}

std::string JsonView::dump() const
{
    const auto element = JsonViewAccess::element(*this);
    return element ? simdjson::to_string(*element) : "null";
}

struct JsonDocument::Parsed
{
    dom::parser parser;
    dom::document document;
    dom::element root;
};

thread_local std::unique_ptr<JsonDocument::Parsed> JsonDocument::spare_;

void JsonDocument::Recycle::operator()(Parsed* parsed) const
{
    std::unique_ptr<Parsed> owned(parsed);
    if (owned->parser.capacity() <= largest_recycled) spare_ = std::move(owned);
}

JsonDocument::JsonDocument() = default;
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

std::optional<JsonDocument> JsonDocument::parse(std::string_view text)
{
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    auto parsed = spare_ ? std::move(spare_) : std::make_unique<Parsed>();
    JsonDocument result;
    result.parsed_.reset(parsed.release());
    auto& [parser, document, root] = *result.parsed_;
    if (parser.max_depth() != deepest_nesting &&
        parser.allocate(text.size(), deepest_nesting) != simdjson::SUCCESS)
        return std::nullopt;
    if (parser.parse_into_document(document, text.data(), text.size()).get(root) != simdjson::SUCCESS)
        return std::nullopt;
    return result;
}

JsonView JsonDocument::root() const
{
    return parsed_ ? JsonViewAccess::view(parsed_->root) : JsonView();
}

}  // namespace webhookd::openboxes
