// `GET /v1/polls`: the sync log.

#include <array>

#include "control/documents.hpp"
#include "control/listing.hpp"
#include "control/reading.hpp"

namespace webhookd::control {

OrderedJson read_polls(const View& view, const Arguments& arguments)
{
    constexpr std::array<std::string_view, 5> outcomes{"ok", "uncertified", "failed", "held", "skipped"};
    store::PollFilter filter;
    filter.stream = arguments.text("stream");
    filter.outcome = store::find_poll_outcome(arguments.word("outcome", outcomes));
    read_page(arguments, filter);

    auto polls = OrderedJson::array();
    for (const auto& poll : view.tables.polls.list(filter))
        polls.push_back(document_of(poll));
    return page_document("polls", std::move(polls), filter.limit, "id");
}

}  // namespace webhookd::control
