#include "openboxes/id_set.hpp"

#include <functional>

namespace webhookd::openboxes {

std::uint64_t id_hash(std::string_view id)
{
    const std::uint64_t hash = std::hash<std::string_view>{}(id);
    return hash == 0 ? 1 : hash;
}

std::size_t IdSet::slot(std::uint64_t hash) const
{
    const auto mask = slots_.size() - 1;
    auto at = static_cast<std::size_t>(hash) & mask;
    while (slots_[at] != 0 && slots_[at] != hash)
        at = (at + 1) & mask;
    return at;
}

void IdSet::grow()
{
    std::vector<std::uint64_t> old(slots_.empty() ? 64 : slots_.size() * 2);
    old.swap(slots_);
    for (const auto hash : old) {
        if (hash != 0) slots_[slot(hash)] = hash;
    }
}

bool IdSet::insert(std::uint64_t hash)
{
    if ((size_ + 1) * 3 > slots_.size() * 2) grow();
    auto& place = slots_[slot(hash)];
    if (place != 0) return false;
    place = hash;
    ++size_;
    return true;
}

bool IdSet::contains(std::uint64_t hash) const
{
    return !slots_.empty() && slots_[slot(hash)] != 0;
}

}  // namespace webhookd::openboxes
