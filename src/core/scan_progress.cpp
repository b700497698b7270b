// The time left is expected at the average speed of this reading, which begins anew when fewer rows are read
// than before.

#include "webhookd/core/scan_progress.hpp"

#include <algorithm>

namespace webhookd::core {

void note_page(ScanProgress& progress, std::int64_t rows, std::optional<std::int64_t> total, Timestamp now)
{
    if (rows < progress.rows) progress.began_at = now;
    const auto time = now - progress.began_at;
    progress.rows = rows;
    progress.total = total;
    progress.left.reset();
    if (!total || rows <= 0 || time.count() <= 0) return;
    const auto missing = static_cast<double>(std::max<std::int64_t>(0, *total - rows));
    const auto left = missing * static_cast<double>(time.count()) / static_cast<double>(rows);
    progress.left = Duration(static_cast<Duration::rep>(left));
}

}  // namespace webhookd::core
