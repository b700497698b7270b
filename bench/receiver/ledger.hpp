#pragma once
// What arrived, and what was wrong with it: an event unsigned, twice, or before an earlier one of its entity;
// at the end also what never came. Made for millions of arrivals: nothing is parsed that a look at the bytes
// can tell, and no body is kept.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace webhookd::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

/// One POST, its texts still those of the buffer it was read into.
struct Post
{
    std::string_view subscriber;  ///< the request's path
    std::string_view id;          ///< webhook-id
    std::string_view body;
    bool is_signed = false;  ///< well
};

struct Arrival
{
    SteadyTime at;
    std::uint32_t subscriber = 0;  ///< index of Ledger::subscribers()
    std::string entity;            ///< `data.id` of the body
};

/// What a run's promises came to; all zero when they were kept (P1, P3, P4).
struct Faults
{
    std::size_t lost = 0;
    std::size_t doubled = 0;
    std::size_t not_signed = 0;
    std::size_t out_of_order = 0;

    bool none() const { return lost + doubled + not_signed + out_of_order == 0; }
    Faults& operator+=(const Faults& other);
};

class Ledger
{
  public:
    void add(const Post& post, SteadyTime at);

    /// In the order they came.
    const std::vector<Arrival>& arrivals() const { return arrivals_; }
    const std::vector<std::string>& subscribers() const { return subscribers_; }

    /// `expected`: how many different events should have come, over all subscribers.
    Faults faults(std::size_t expected) const;

  private:
    std::uint32_t subscriber_index(std::string_view path);

    std::vector<Arrival> arrivals_;
    std::vector<std::string> subscribers_;
    std::unordered_map<std::string, std::uint32_t> indices_;
    std::unordered_map<std::string, std::size_t> seen_;         // by subscriber and id: how often
    std::unordered_map<std::string, std::int64_t> occurrence_;  // by subscriber, type and entity: the last
    Faults faults_;
};

}  // namespace webhookd::bench
