#pragma once
// Randomness as an argument (jitter, ids of pings): production seeds from the system, tests from a printed
// seed.

#include <cstdint>
#include <random>

namespace webhookd::async {

class Random
{
  public:
    virtual ~Random() = default;
    /// Uniform in [0, 1).
    virtual double uniform() = 0;
    virtual std::uint64_t bits() = 0;
};

/// A Mersenne twister; seeded from std::random_device unless a seed is given. Used on one thread.
class SeededRandom final : public Random
{
  public:
    SeededRandom();
    explicit SeededRandom(std::uint64_t seed);
    double uniform() override;
    std::uint64_t bits() override;

  private:
    std::mt19937_64 engine_;
};

}  // namespace webhookd::async
