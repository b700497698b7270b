#pragma once
// What the tests of the streams share beside the simulated OpenBoxes (support/source_test.hpp).

#include <string>
#include <tuple>
#include <vector>

#include "support/source_test.hpp"

namespace webhookd::openboxes {

using simulator::Fault;
using simulator::FaultKind;
using simulator::Role;
using simulator::Version;
using test::SourceTest;

/// News for everybody who has never seen anything.
inline std::vector<std::size_t> all_news(std::span<const core::Observation> page)
{
    std::vector<std::size_t> news(page.size());
    for (std::size_t i = 0; i < news.size(); ++i)
        news[i] = i;
    return news;
}

inline std::vector<std::size_t> no_news(std::span<const core::Observation>)
{
    return {};
}

inline std::vector<std::string> ids_of(const Scan& scan)
{
    std::vector<std::string> ids;
    for (const auto& sighting : scan.news)
        ids.push_back(sighting.seen.id);
    return ids;
}

/// The kind of error, or `ok`.
template <class T>
std::string kind_of(const ApiResult<T>& result)
{
    return result ? "ok" : std::string(to_string(result.error().kind));
}

}  // namespace webhookd::openboxes
