// Reads block by block and stops with the first that passes the limit, so a stream without an end costs
// little more memory than the limit.

#include "webhookd/core/bounded_read.hpp"

#include <array>

namespace webhookd::core {

std::string read_at_most(std::istream& input, std::size_t most)
{
    std::string bytes;
    std::array<char, 65'536> block{};
    while (bytes.size() <= most && (input.read(block.data(), block.size()) || input.gcount() > 0))
        bytes.append(block.data(), static_cast<std::size_t>(input.gcount()));
    return bytes;
}

}  // namespace webhookd::core
