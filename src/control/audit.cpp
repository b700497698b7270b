// `GET /v1/audit`: what was commanded, newest first.

#include "control/documents.hpp"
#include "control/listing.hpp"
#include "control/reading.hpp"

namespace webhookd::control {

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
