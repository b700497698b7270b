#pragma once
// What a Program and its worker say to each other: frames of a length, four bytes in the order of this
// machine, and as many bytes of text. The Program sends its text once, then one input after the other; an
// input that is empty asks whether the text compiles. The worker answers each input by a frame of one mark
// and some text.

#include <cstddef>
#include <cstdint>

namespace webhookd::jq {

using FrameLength = std::uint32_t;

/// Before the text of a program.
inline constexpr char raw = 'r';
inline constexpr char quoted = 'q';

/// Before an answer.
inline constexpr char result = '+';
inline constexpr char failure = '-';       ///< of this input; why
inline constexpr char not_runnable = '!';  ///< of every input; why

/// What an answer may take.
inline constexpr std::size_t memory_in_mebibytes = 64;
inline constexpr int processor_time_in_milliseconds = 250;

/// Of an answer; more is no body that anybody wants.
inline constexpr FrameLength longest_answer = FrameLength{8} * 1024 * 1024;

}  // namespace webhookd::jq
