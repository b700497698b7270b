#pragma once
// What the tests of the configuration share: texts to begin from, and the outcome of loading them as plain
// lines.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "webhookd/config/load.hpp"

namespace webhookd::config {

/// The least that loads, without subscribers.
inline const std::string minimal =
    "openboxes:\n"
    "  url: https://boxes.example.org/openboxes\n"
    "  username: ann\n"
    "  password: secret\n";

/// `minimal` and one subscriber, to which `more` adds keys (indented by four spaces).
inline std::string with_subscriber(std::string_view more = "")
{
    return fmt::format(
        "{}subscribers:\n"
        "  - name: erp\n"
        "    url: https://erp.example.org/hooks\n"
        "    secret: whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "    events: [product.created]\n"
        "{}",
        minimal, more);
}

inline std::vector<std::string> lines(const std::vector<Problem>& problems)
{
    std::vector<std::string> result;
    for (const auto& problem : problems)
        result.push_back(problem.text());
    return result;
}

/// `FILE:LINE:COLUMN: KEY: MESSAGE` of every error; the file is called test.yaml.
inline std::vector<std::string> errors_of(std::string_view text)
{
    const auto loaded = load_text(text, "test.yaml");
    return loaded ? std::vector<std::string>{} : lines(loaded.error());
}

/// Warnings other than the one about subscribers, which `minimal` has none of.
inline std::vector<std::string> warnings_of(std::string_view text)
{
    const auto loaded = load_text(text, "test.yaml");
    if (!loaded) {
        ADD_FAILURE() << loaded.error().front().text();
        return {};
    }
    auto warnings = lines(loaded->warnings);
    std::erase_if(warnings, [](const auto& line) { return line.contains("sent to nobody"); });
    return warnings;
}

inline Config loaded(std::string_view text)
{
    auto result = load_text(text, "test.yaml");
    if (result) return std::move(result->config);
    for (const auto& problem : result.error())
        ADD_FAILURE() << problem.text();
    return {};
}

}  // namespace webhookd::config
