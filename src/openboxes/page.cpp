#include "openboxes/page.hpp"

#include <charconv>

#include "webhookd/http/url.hpp"

namespace webhookd::openboxes {

namespace {

std::optional<std::int64_t> read_total(const Json& body, bool no_rows)
{
    const auto found = body.find("totalCount");
    if (found == body.end()) return std::nullopt;
    if (found->is_number_integer()) return found->get<std::int64_t>();
    if (found->is_array() && found->empty() && no_rows) return 0;
    if (!found->is_string()) return std::nullopt;
    const auto& text = found->get_ref<const std::string&>();
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string read_next(const Json& body)
{
    auto found = body.find("next");
    if (found == body.end()) return {};
    const Json* value = &*found;
    if (value->is_object() && value->contains("href")) value = &value->at("href");
    return value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace

std::expected<Page, std::string> read_page(Json body)
{
    Page page;
    if (body.is_array()) {
        page.rows = std::move(body);
        return page;
    }
    const auto data = body.is_object() ? body.find("data") : body.end();
    if (data == body.end() || !data->is_array()) return std::unexpected("an answer without a list in `data`");
    page.rows = std::move(*data);
    page.total = read_total(body, page.rows.empty());
    page.next = read_next(body);
    return page;
}

Json read_entity(Json body)
{
    if (!body.is_object()) return nullptr;
    const auto data = body.find("data");
    if (data == body.end()) return body;
    if (!data->is_object()) return nullptr;
    Json entity = std::move(*data);
    return entity;
}

std::string path_below(std::string_view base_url, std::string_view link)
{
    const auto base = http::Url::parse(base_url);
    if (!base || link.empty()) return {};
    auto target = std::string(link);
    if (!link.starts_with('/')) {
        const auto url = http::Url::parse(link);
        if (!url || url->origin() != base->origin()) return {};
        target = url->target;
    }
    const std::string prefix = base->target == "/" ? "" : base->target;
    if (target.starts_with("//") || !target.starts_with(prefix + "/")) return {};
    return target.substr(prefix.size());
}

}  // namespace webhookd::openboxes
