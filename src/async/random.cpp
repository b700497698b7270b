// The standard's Mersenne twister; uniform() takes its upper 53 bits, because the standard's
// distribution may return 1.

#include "webhookd/async/random.hpp"

namespace webhookd::async {

namespace {

std::uint64_t system_seed()
{
    std::random_device device;
    const std::uint64_t high = device();
    return high << 32U | device();
}

}  // namespace

Random::Random() : Random(system_seed()) {}

Random::Random(std::uint64_t seed) : engine_(seed) {}

double Random::uniform()
{
    // std::uniform_real_distribution may return its upper bound (LWG 2524); 53 bits times 2^-53 never does.
    return static_cast<double>(engine_() >> 11U) * 0x1.0p-53;
}

std::uint64_t Random::bits()
{
    return engine_();
}

}  // namespace webhookd::async
