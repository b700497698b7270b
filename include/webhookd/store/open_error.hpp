#pragma once
// Which state file is meant, and why it cannot be used.

#include <exception>
#include <functional>
#include <stdexcept>
#include <string>

#include "webhookd/store/commit.hpp"

namespace webhookd::store {

/// Called once, when the open file is found damaged, on the thread that met it: what was found and what to
/// do.
using DamageListener = std::function<void(const std::string& text)>;

struct StoreSettings
{
    std::string path;
    std::string source;  ///< base URL of the OpenBoxes server the file belongs to
    CommitListener on_commit = {};
    DamageListener on_damage = {};
};

/// The state file cannot be used. One sentence for a human: what is wrong and what to do.
class OpenError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/// What a failure of the file means to the person who started the program, and what to do. Of any other
/// failure, its own words.
std::string explain(const std::string& path, const std::exception& failure);

}  // namespace webhookd::store
