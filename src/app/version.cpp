// The one file that is compiled anew for another version.

#include "app/version.hpp"

namespace webhookd::app {

std::string_view version()
{
    return WEBHOOKD_VERSION;
}

}  // namespace webhookd::app
