#pragma once
// The table of configuration keys: one row per key, in keys.cpp. All that is done with a key comes of its
// row: it is read, with its range, and compared at a reload, and its row says whose concern a change is. Its
// default is the initial value of its member in config.hpp.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/changes.hpp"
#include "config/value.hpp"
#include "webhookd/config/config.hpp"

namespace webhookd::config {

/// Who acts when a reload finds another value: nobody, without a restart; the poller; whoever looks into the
/// configuration in force; the lane of the subscriber.
enum class Concern
{
    restart,
    polling,
    upkeep,
    subscriber
};

struct Change
{
    Concern concern;
    std::string words;
};

template <class S>
struct Keys;

/// One row: a key of the section S. A member is a pointer to one, or within().
template <class S>
struct Key
{
    std::function<void(Section&, S&)> read;
    std::function<void(std::vector<Change>&, const std::string& path, const S& before, const S& after)>
        compare;

    /// Keys that make one value together.
    Key(decltype(read) read_them, decltype(compare) compare_them)
        : read(std::move(read_them)), compare(std::move(compare_them))
    {
    }

    /// `codec` is a parser (value.hpp); how its values are printed, changes.hpp says. `expected` is what the
    /// error about a missing key says; without it the key may be left out.
    template <class Member, class Codec>
    Key(std::string_view name, Concern concern, Member member, const Codec& codec,
        std::string_view expected = {})
        : read([=](Section& section, S& target) {
              if (!section.read(name, std::invoke(member, target), codec) && !expected.empty())
                  section.missing(name, expected);
          }),
          compare(
              [=](std::vector<Change>& changes, const std::string& path, const S& before, const S& after) {
                  for (auto& words : changes_of(join_path(path, name), codec, std::invoke(member, before),
                                                std::invoke(member, after)))
                      changes.push_back({concern, std::move(words)});
              })
    {
    }

    /// A section in the section.
    template <class Member, class T>
    Key(std::string_view name, Member member, const Keys<T>& keys, std::string_view expected = {})
        : read([=](Section& section, S& target) {
              const auto value = section.find(name);
              if (value)
                  keys.read(*value, std::invoke(member, target));
              else if (!expected.empty())
                  section.missing(name, expected);
          }),
          compare(
              [=](std::vector<Change>& changes, const std::string& path, const S& before, const S& after) {
                  keys.compare(changes, join_path(path, name), std::invoke(member, before),
                               std::invoke(member, after));
              })
    {
    }

    /// All keys of another section, in this one.
    template <class Member, class T>
    Key(Member member, const Keys<T>& keys)
        : read([=](Section& section, S& target) { keys.read_keys(section, std::invoke(member, target)); }),
          compare(
              [=](std::vector<Change>& changes, const std::string& path, const S& before, const S& after) {
                  keys.compare(changes, path, std::invoke(member, before), std::invoke(member, after));
              })
    {
    }
};

/// The rows of one section.
template <class S>
struct Keys
{
    std::vector<Key<S>> rows;
    /// Reports what no key can tell alone; after all of them.
    void (*check)(Section&, const S&) = [](Section&, const S&) {};

    void read_keys(Section& section, S& target) const
    {
        for (const auto& row : rows)
            row.read(section, target);
        check(section, target);
    }

    void read(const Value& value, S& target) const
    {
        read_section(value, [&](Section& section) { read_keys(section, target); });
    }

    void compare(std::vector<Change>& changes, const std::string& path, const S& before, const S& after) const
    {
        for (const auto& row : rows)
            row.compare(changes, path, before, after);
    }
};

/// The member of a member.
template <class Outer, class Inner>
auto within(Outer outer, Inner inner)
{
    return [=](auto& section) -> auto& { return std::invoke(inner, std::invoke(outer, section)); };
}

template <class Outer, class Middle, class Inner>
auto within(Outer outer, Middle middle, Inner inner)
{
    return within(within(outer, middle), inner);
}

/// All but the list `subscribers:`, and those of each of its items.
const Keys<Config>& config_keys();
const Keys<Subscriber>& subscriber_keys();

/// Reports those of `events:` of a subscriber that the rulebook does not have.
void refuse_unknown_events(Section& subscriber, const core::Rulebook& rulebook);

}  // namespace webhookd::config
