// From text to tree to sections: every section is read, whatever is wrong with the others, and only at the
// end do the errors decide.

#include "webhookd/config/load.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "config/files.hpp"
#include "config/report.hpp"
#include "config/sections.hpp"
#include "config/text.hpp"
#include "config/value.hpp"
#include "config/yaml.hpp"

namespace webhookd::config {

namespace {

constexpr std::size_t largest_file = 4UL * 1024 * 1024;

void read_document(Section& section, Config& config)
{
    const auto openboxes = section.find("openboxes");
    if (!openboxes) section.missing("openboxes", "a mapping with url, username and password");
    if (openboxes) read_section(*openboxes, [&](Section& s) { read_openboxes(s, config.openboxes); });
    read_section(section, "polling", [&](Section& s) { read_polling(s, config.polling); });
    read_section(section, "detection", [&](Section& s) { read_detection(s, config.detection); });
    read_section(section, "store", [&](Section& s) { read_store(s, config.store); });
    read_section(section, "control", [&](Section& s) { read_control(s, config.control); });
    read_section(section, "log", [&](Section& s) { read_log(s, config.log); });
    DeliverySettings delivery;
    read_section(section, "delivery", [&](Section& s) { read_delivery(s, delivery); });
    if (const auto subscribers = section.find("subscribers"))
        config.subscribers = read_subscribers(*subscribers, delivery);
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
                                                      Secrets secrets)
{
    const auto file = std::filesystem::absolute(path);
    Report report(path, file.parent_path(), secrets);
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
    loaded.config.files = report.files();
    loaded.warnings = report.take_warnings();
    return loaded;
}

std::expected<Loaded, std::vector<Problem>> load(const std::string& path, Secrets secrets)
{
    const auto text = read_file(path, largest_file);
    if (!text)
        return std::unexpected(
            std::vector<Problem>{{path, 0, 0, "", fmt::format("the file {}", text.error())}});
    return load_text(*text, path, secrets);
}

}  // namespace webhookd::config
