#pragma once
// The distinct ids of a big scan in 16 bytes or less each: open addressing over 64-bit hashes. Two different
// ids collide with p = 2^-64 per pair (for 100,000 ids: 3 in 10^10), and then one row too few is counted: the
// scan is not certified, nothing else.

#include <cstdint>
#include <string_view>
#include <vector>

namespace webhookd::openboxes {

/// Never 0.
std::uint64_t id_hash(std::string_view id);

class IdSet
{
  public:
    /// True when it was not in the set. `hash` is not 0.
    bool insert(std::uint64_t hash);
    bool contains(std::uint64_t hash) const;
    std::size_t size() const { return size_; }

  private:
    std::size_t slot(std::uint64_t hash) const;
    void grow();

    std::vector<std::uint64_t> slots_;  ///< 0 = free; the size is a power of two
    std::size_t size_ = 0;
};

}  // namespace webhookd::openboxes
