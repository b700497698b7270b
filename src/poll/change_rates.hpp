#pragma once
// How often each stream was seen to change, by the hour of the day, and how often it is worth looking at for
// it. With n sources that change at rates l_i and R looks a minute, the mean delay until a change is seen is
// least when source i is looked at in proportion to the square root of l_i (the same calculus as for the
// freshness of crawled pages: Cho and Garcia-Molina, "Effective page refresh policies for Web crawlers",
// ACM TODS 2003). Pure.

#include <array>
#include <map>
#include <string>

#include "webhookd/core/time.hpp"

namespace webhookd::poll {

class ChangeRates
{
  public:
    /// `changes` of the stream were told at `now`, since it was noted last.
    void note(const std::string& stream, std::int64_t changes, core::Timestamp now);

    /// Changes per day that are to be expected at this hour; never zero, so that what never changed still has
    /// its turn.
    double rate(const std::string& stream, core::Timestamp now) const;

    void forget(const std::string& stream) { seen_.erase(stream); }

  private:
    struct Seen
    {
        std::array<double, 24> changes{};
        std::array<double, 24> days{};  ///< watched
        core::Timestamp last;
    };

    std::map<std::string, Seen> seen_;
};

}  // namespace webhookd::poll
