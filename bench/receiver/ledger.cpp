// Finds type, entity and occurrence by their keys in the bytes, and counts per subscriber what is doubled or
// out of order while it arrives.

#include "bench/receiver/ledger.hpp"

#include <charconv>

#include <fmt/format.h>

namespace webhookd::bench {

namespace {

/// The text after `mark` up to the next quote. The daemon's bodies are compact JSON with keys in a fixed
/// order (architecture.md 3), so the bytes tell without a parser.
std::string_view text_after(std::string_view body, std::string_view mark)
{
    const auto found = body.find(mark);
    if (found == std::string_view::npos) return {};
    body.remove_prefix(found + mark.size());
    return body.substr(0, body.find('"'));
}

/// `data.occurrence`: the last of that name, because `object` stands before it.
std::int64_t occurrence_of(std::string_view body)
{
    constexpr std::string_view mark = "\"occurrence\":";
    const auto found = body.rfind(mark);
    if (found == std::string_view::npos) return 0;
    body.remove_prefix(found + mark.size());
    std::int64_t number = 0;
    std::from_chars(body.data(), body.data() + body.size(), number);
    return number;
}

}  // namespace

Faults& Faults::operator+=(const Faults& other)
{
    lost += other.lost;
    doubled += other.doubled;
    not_signed += other.not_signed;
    out_of_order += other.out_of_order;
    return *this;
}

std::uint32_t Ledger::subscriber_index(std::string_view path)
{
    const auto next = static_cast<std::uint32_t>(subscribers_.size());
    const auto [known, is_new] = indices_.try_emplace(std::string(path), next);
    if (is_new) subscribers_.emplace_back(path);
    return known->second;
}

void Ledger::add(const Post& post, SteadyTime at)
{
    const auto subscriber = subscriber_index(post.subscriber);
    const auto entity = text_after(post.body, "\"data\":{\"id\":\"");
    arrivals_.push_back({at, subscriber, std::string(entity)});
    if (!post.is_signed) ++faults_.not_signed;
    if (++seen_[fmt::format("{} {}", subscriber, post.id)] > 1) {
        ++faults_.doubled;
        return;
    }
    auto& last =
        occurrence_[fmt::format("{} {} {}", subscriber, text_after(post.body, "\"type\":\""), entity)];
    const auto occurrence = occurrence_of(post.body);
    if (occurrence < last) ++faults_.out_of_order;
    last = std::max(last, occurrence);
}

Faults Ledger::faults(std::size_t expected) const
{
    auto faults = faults_;
    faults.lost = expected - std::min(expected, seen_.size());
    return faults;
}

}  // namespace webhookd::bench
