#pragma once
// How far the reading of a whole list is. Pure.

#include <cstdint>
#include <optional>

#include "webhookd/core/time.hpp"

namespace webhookd::core {

/// A value; `total` is what the server says of the list, and may move while it is read.
struct ScanProgress
{
    bool first = false;     ///< the first scan of a stream; else a comparison with what is remembered
    Timestamp began_at;     ///< the reading; a list may have to be read twice
    std::int64_t rows = 0;  ///< read so far
    std::optional<std::int64_t> total;  ///< null: the server does not tell, or no page has come yet
    std::optional<Duration> left;       ///< to be expected at the speed so far; null: nobody can tell
};

/// After a page: `rows` of the list are read now. With fewer than before, the list is being read once more,
/// and that began now.
void note_page(ScanProgress& progress, std::int64_t rows, std::optional<std::int64_t> total, Timestamp now);

}  // namespace webhookd::core
