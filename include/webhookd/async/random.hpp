#pragma once
// Randomness as an argument (jitter, ids of pings): production seeds from the system, tests from a printed
// seed.

#include <cstdint>
#include <random>

namespace webhookd::async {

/// A Mersenne twister; seeded from std::random_device unless a seed is given. Used on one thread.
class Random
{
  public:
    Random();
    explicit Random(std::uint64_t seed);
    /// Uniform in [0, 1).
    double uniform();
    std::uint64_t bits();

  private:
    std::mt19937_64 engine_;
};

}  // namespace webhookd::async
