// Every table prepares its statements on the one connection, so SQL that does not fit the schema fails when
// the file is opened.

#include "webhookd/store/tables.hpp"

namespace webhookd::store {

Tables::Tables(std::unique_ptr<sqlite::Database> connection, Source whose)
    : database(std::move(connection)),
      source(std::move(whose)),
      streams(*database, source.id),
      entities(*database, source.id),
      events(*database, source.id),
      deliveries(*database),
      subscribers(*database),
      polls(*database, source.id),
      actions(*database)
{
}

}  // namespace webhookd::store
