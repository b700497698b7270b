// Every table prepares its statements on the one connection, so SQL that does not fit the schema fails when
// the file is opened.

#include "webhookd/store/tables.hpp"

namespace webhookd::store {

Tables::Tables(std::unique_ptr<sqlite::Database> connection)
    : database(std::move(connection)),
      streams(*database),
      entities(*database),
      events(*database),
      deliveries(*database),
      subscribers(*database),
      polls(*database),
      actions(*database)
{
}

}  // namespace webhookd::store
