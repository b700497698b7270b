#pragma once
// Whether something left the set of movements that wait for a receipt, by their number alone: a list tells in
// one request how many it holds, and its rows in as many as they have pages. Pure: numbers in, decisions out.

#include <cstdint>
#include <optional>

namespace webhookd::poll {

class OpenCount
{
  public:
    /// The server says that the list holds so many; null: it does not say.
    void note(std::optional<std::int64_t> listed)
    {
        listed_ = listed;
        if (!listed) in_vain_ = most_in_vain;
    }

    /// How many more rows are remembered than the list holds, beyond the difference when it was last read:
    /// negative when fewer. Unless it is 0 the list is to be read.
    std::int64_t surplus(std::int64_t remembered) const
    {
        return listed_ ? remembered - *listed_ + difference_ : 0;
    }

    /// It was read since. What still differs always does: rows of others, one that stands there twice.
    void note_read(std::int64_t remembered, bool found)
    {
        difference_ = listed_.value_or(remembered) - remembered;
        in_vain_ = found ? 0 : in_vain_ + 1;
    }

    /// False when the server tells no number, or one that changes although nothing happened.
    bool is_of_use() const { return in_vain_ < most_in_vain; }

  private:
    static constexpr int most_in_vain = 10;

    std::optional<std::int64_t> listed_;
    std::int64_t difference_ = 0;
    int in_vain_ = 0;
};

}  // namespace webhookd::poll
