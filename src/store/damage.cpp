// Only the first damage is explained, remembered and told; the flag is set after the text, so whoever sees it
// may read the text.

#include "store/damage.hpp"

#include <utility>

#include "webhookd/store/errors.hpp"

namespace webhookd::store {

Damage::Damage(std::string path, DamageListener listener)
    : path_(std::move(path)), listener_(std::move(listener))
{
}

void Damage::note(const sqlite::Error& error)
{
    std::call_once(once_, [&] {
        text_ = explain(path_, error);
        found_ = true;
        if (listener_) listener_(text_);
    });
}

}  // namespace webhookd::store
