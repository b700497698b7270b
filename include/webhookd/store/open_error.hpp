#pragma once
// Which state file is meant, and why it cannot be used.

#include <stdexcept>
#include <string>

#include "webhookd/store/commit.hpp"

namespace webhookd::store {

struct StoreSettings
{
    std::string path;
    std::string source;  ///< base URL of the OpenBoxes server the file belongs to
    CommitListener on_commit = {};
};

/// The state file cannot be used. One sentence for a human: what is wrong and what to do.
class OpenError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace webhookd::store
