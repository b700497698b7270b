#pragma once
// A state file that takes everything but events, to show what is written together with them.

#include "webhookd/store/tables.hpp"

namespace webhookd::test {

/// For the writer's connection: from now on it refuses to store events, or takes them again.
inline void refuse_events(store::Tables& tables, bool refuse)
{
    tables.database->execute(refuse ? R"sql(
        CREATE TEMP TRIGGER refuse_events BEFORE INSERT ON event
        BEGIN SELECT raise(ABORT, 'no events, says the test'); END)sql"
                                    : "DROP TRIGGER refuse_events");
}

}  // namespace webhookd::test
