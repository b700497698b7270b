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
