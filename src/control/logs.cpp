// `GET /v1/polls`, the sync log, and `GET /v1/audit`, what was commanded; newest first.

#include <array>

#include "control/documents.hpp"
#include "control/handlers.hpp"

namespace webhookd::control {

OrderedJson read_polls(const View& view, const Arguments& arguments)
{
    constexpr std::array<std::string_view, 4> outcomes{"ok", "uncertified", "failed", "held"};
    store::PollFilter filter;
    filter.stream = arguments.text("stream");
    filter.outcome = store::find_poll_outcome(arguments.word("outcome", outcomes));
    read_page(arguments, filter);

    auto polls = OrderedJson::array();
    for (const auto& poll : view.tables.polls.list(filter))
        polls.push_back(document_of(poll));
    return page_document("polls", std::move(polls), filter.limit, "id");
}

OrderedJson read_audit(const View& view, const Arguments& arguments)
{
    store::ActionFilter filter;
    filter.name = arguments.text("action");
    read_page(arguments, filter);

    auto actions = OrderedJson::array();
    for (const auto& action : view.tables.actions.list(filter))
        actions.push_back(document_of(action));
    return page_document("actions", std::move(actions), filter.limit, "id");
}

}  // namespace webhookd::control
