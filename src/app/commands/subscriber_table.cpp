// The columns, and the keys of the API that fill them.

#include "app/commands/subscriber_table.hpp"

#include "app/commands/table.hpp"

namespace webhookd::app {

void print_subscribers(const OrderedJson& subscribers)
{
    Table table(
        {"subscriber", "state", "pending", "dead", "oldest", "last success", "failing since", "reason"});
    for (const auto& subscriber : subscribers) {
        table.add(cells(subscriber, {"name", "state", "pending", "dead", "oldest_at", "last_success_at",
                                     "failing_since", "reason"}));
    }
    print_table(table, "no subscribers are configured");
}

}  // namespace webhookd::app
