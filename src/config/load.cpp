// From text to tree to sections: every section is read, whatever is wrong with the others, and only at the
// end do the errors decide.

#include "webhookd/config/load.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <string_view>

#include "config/codecs.hpp"
#include "config/keys.hpp"
#include "config/text.hpp"
#include "config/value.hpp"
#include "config/yaml.hpp"

namespace webhookd::config {

namespace {

constexpr std::size_t most_subscribers = 10'000;
constexpr std::size_t largest_file = 4UL * 1024 * 1024;

/// `seen` holds the line of each name used so far.
void refuse_repeated_name(Section& section, const Subscriber& subscriber, std::map<std::string, int>& seen)
{
    const auto name = section.find("name");
    if (!name || subscriber.name.empty()) return;
    const auto [first, is_new] = seen.emplace(subscriber.name, name->node().place.line);
    if (!is_new)
        name->fail(
            fmt::format("the name {} is taken by the subscriber in line {}", subscriber.name, first->second));
}

/// Every subscriber begins with the settings of `delivery:`.
std::vector<Subscriber> read_subscribers(const Value& value, const DeliverySettings& defaults,
                                         const core::Rulebook& rulebook)
{
    std::vector<Subscriber> result;
    if (!value.is_list() && !value.is_null()) {
        value.expected_kind("a list of subscribers (- name: …)");
        return result;
    }
    if (value.node().items.empty()) value.warn("no subscriber: events will be recorded but sent to nobody");
    if (value.node().items.size() > most_subscribers) {
        value.fail(fmt::format("expected at most {} subscribers", most_subscribers));
        return result;
    }
    std::map<std::string, int> names;
    for (const auto& item : value.items()) {
        read_section(item, [&](Section& section) {
            Subscriber subscriber;
            subscriber.delivery = defaults;
            subscriber_keys().read_keys(section, subscriber);
            refuse_unknown_events(section, rulebook);
            refuse_repeated_name(section, subscriber, names);
            result.push_back(std::move(subscriber));
        });
    }
    return result;
}

void read_document(Section& section, Config& config)
{
    config_keys().read_keys(section, config);
    config.poller.source.rulebook = core::Rulebook::built_in(config.rules, config.events);
    if (const auto subscribers = section.find("subscribers"))
        config.subscribers = read_subscribers(*subscribers, config.delivery, *config.poller.source.rulebook);
    else
        section.value().warn("subscribers is missing: events will be recorded but sent to nobody");
}

void warn_about_plain_secrets(const std::filesystem::path& file, Report& report)
{
    if (!is_readable_by_all(file)) return;
    for (const auto& [place, key] : report.plain_secrets())
        report.warn(place, key,
                    "a secret stands in a file that every user may read; let only its owner and the daemon's "
                    "group: chgrp openboxes-webhooks FILE && chmod 640 FILE");
}

}  // namespace

std::expected<Loaded, std::vector<Problem>> load_text(std::string_view text, const std::string& path,
                                                      Secrets secrets, ProgramCheck check_program)
{
    const auto file = std::filesystem::absolute(path);
    Report report(path, file.parent_path(), secrets, check_program);
    const auto document = parse_yaml(text);
    for (const auto& error : document.errors)
        report.error(error.place, error.key, error.message);

    Loaded loaded;
    if (document.readable) {
        const Value root(document.root, "", report);
        if (root.is_null())
            report.error({}, "", "the file is empty; expected at least the section openboxes");
        else
            read_section(root, [&](Section& section) { read_document(section, loaded.config); });
    }
    warn_about_plain_secrets(file, report);
    if (auto errors = report.take_errors(); !errors.empty()) return std::unexpected(std::move(errors));
    loaded.warnings = report.take_warnings();
    return loaded;
}

std::expected<Loaded, std::vector<Problem>> load(const std::string& path, Secrets secrets,
                                                 ProgramCheck check_program)
{
    const auto text = read_file(path, largest_file);
    if (!text)
        return std::unexpected(
            std::vector<Problem>{{path, 0, 0, "", fmt::format("the file {}", text.error())}});
    return load_text(*text, path, secrets, check_program);
}

}  // namespace webhookd::config
