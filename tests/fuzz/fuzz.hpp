#pragma once
// What the fuzz targets share. A target is one file: the property it checks on top, LLVMFuzzerTestOneInput()
// below. Linked with libFuzzer (preset `fuzz`) it searches; linked with replay.cpp (every other preset) it
// only runs the inputs of its corpus, as a test.

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

namespace webhookd::fuzz {

inline std::string_view as_text(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// Ends the program, so that libFuzzer keeps the input, when what must hold for every input does not.
inline void require(bool holds, const char* property)
{
    if (holds) return;
    std::cerr << "does not hold: " << property << '\n';
    std::abort();
}

}  // namespace webhookd::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
