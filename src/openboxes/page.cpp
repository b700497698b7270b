// Reads the envelope and nothing of the rows. A link to the next page is followed only below our own base
// URL, so that no answer can lead us elsewhere.

#include "openboxes/page.hpp"

#include <fmt/format.h>

#include "webhookd/core/text.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::openboxes {

namespace {

std::optional<std::int64_t> read_total(const JsonView& body, bool no_rows)
{
    const auto found = body.find("totalCount");
    if (!found) return std::nullopt;
    if (const auto number = found->integer()) return number;
    if (found->is_array() && found->size() == 0 && no_rows) return 0;
    const auto text = found->text();
    return text ? core::find_number<std::int64_t>(*text) : std::nullopt;
}

std::string read_next(const JsonView& body)
{
    const auto found = body.find("next");
    if (!found) return {};
    const auto link = found->find("href").value_or(*found).text();
    return std::string(link.value_or(""));
}

}  // namespace

std::expected<Page, std::string> read_page(JsonDocument body, std::size_t most_rows)
{
    Page page;
    page.document = std::move(body);
    const auto root = page.document.root();
    const auto list = root.is_array() ? root : root.find("data").value_or(JsonView());
    if (!list.is_array()) return std::unexpected("an answer without a list in `data`");
    if (list.size() > most_rows)
        return std::unexpected(
            fmt::format("an answer of {} rows where at most {} were asked for", list.size(), most_rows));
    page.rows = list.elements();
    if (root.is_array()) return page;
    page.total = read_total(root, page.rows.empty());
    page.next = read_next(root);
    return page;
}

JsonView read_entity(const JsonDocument& body)
{
    const auto entity = body.root().find("data").value_or(body.root());
    return entity.is_object() ? entity : JsonView();
}

std::string path_below(std::string_view base_url, std::string_view link)
{
    const auto base = core::Url::parse(base_url);
    if (!base || link.empty()) return {};
    auto target = std::string(link);
    if (!link.starts_with('/')) {
        const auto url = core::Url::parse(link);
        if (!url || url->origin() != base->origin()) return {};
        target = url->target;
    }
    const std::string prefix = base->target == "/" ? "" : base->target;
    if (target.starts_with("//") || !target.starts_with(prefix + "/")) return {};
    return target.substr(prefix.size());
}

}  // namespace webhookd::openboxes
