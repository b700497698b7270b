// config/openboxes-webhooks.yaml is the reference: it loads, it shows every key, and what it shows is the
// default.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>

#include "loading.hpp"
#include "support/temp_dir.hpp"
#include "webhookd/config/difference.hpp"

namespace webhookd::config {
namespace {

constexpr auto reference = PROJECT_SOURCE_DIR "/config/openboxes-webhooks.yaml";

std::string reference_text()
{
    std::ifstream file(reference);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Provides what the file refers to: the folder of credentials and an environment variable.
class Reference : public testing::Test
{
  protected:
    void SetUp() override
    {
        for (const auto* name : {"erp-secret", "erp-secret-new"})
            credentials_.write(name, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
        for (const auto* name :
             {"openboxes-password", "openboxes-api-key", "control-token", "proxy-password"})
            credentials_.write(name, "correct horse battery staple\n");
        setenv("CREDENTIALS_DIRECTORY", credentials_.path().c_str(), 1);
        setenv("ERP_TOKEN", "Bearer abc", 1);
    }

    void TearDown() override
    {
        unsetenv("CREDENTIALS_DIRECTORY");
        unsetenv("ERP_TOKEN");
    }

    test::TempDir credentials_;
};

TEST_F(Reference, LoadsWithoutWarnings)
{
    const auto result = load(reference);
    ASSERT_TRUE(result.has_value()) << lines(result.error()).front();
    EXPECT_EQ(lines(result->warnings), std::vector<std::string>{});
    EXPECT_EQ(result->config.openboxes.api.url, "https://yourorg.openboxes.cloud/openboxes");
    ASSERT_EQ(result->config.subscribers.size(), 1U);
    EXPECT_EQ(result->config.subscribers[0].matcher.events,
              (std::vector<std::string>{"stockMovement.*", "purchaseOrder.approved"}));
}

TEST_F(Reference, ShowsTheDefaults)
{
    const auto result = load(reference);
    ASSERT_TRUE(result.has_value());
    auto least = loaded(with_subscriber());
    // What is required has no default.
    least.openboxes.api.url = result->config.openboxes.api.url;
    least.openboxes.api.login = result->config.openboxes.api.login;
    auto& erp = least.subscribers[0];
    const auto& shown = result->config.subscribers.at(0);
    erp.url = shown.url;
    erp.keys = shown.keys;
    erp.matcher.events = shown.matcher.events;
    EXPECT_EQ(differences(least, result->config).texts(), std::vector<std::string>{});
}

/// The keys that the program knows in a section, from its own error about one it does not know.
std::vector<std::string> known_keys(const std::string& text)
{
    for (const auto& error : errors_of(text)) {
        const auto list = error.find("known here: ");
        if (!error.contains("qqqqqqqq: unknown key") || list == std::string::npos) continue;
        std::istringstream words(error.substr(list + 12));
        std::vector<std::string> keys;
        for (std::string word; words >> word;)
            keys.push_back(word.ends_with(',') ? word.substr(0, word.size() - 1) : word);
        return keys;
    }
    ADD_FAILURE() << "no list of keys for " << text;
    return {};
}

TEST_F(Reference, ShowsEveryKey)
{
    const auto text = reference_text();
    for (const auto* section :
         {"qqqqqqqq: 1\n", "openboxes: {qqqqqqqq: 1}\n", "openboxes: {api_key: {qqqqqqqq: 1}}\n",
          "openboxes: {proxy: {qqqqqqqq: 1}}\n", "polling: {qqqqqqqq: 1}\n", "detection: {qqqqqqqq: 1}\n",
          "store: {qqqqqqqq: 1}\n", "store: {retention: {qqqqqqqq: 1}}\n", "control: {qqqqqqqq: 1}\n",
          "log: {qqqqqqqq: 1}\n", "delivery: {qqqqqqqq: 1}\n", "subscribers: [{qqqqqqqq: 1}]\n",
          "subscribers: [{body: {qqqqqqqq: 1}}]\n"})
        for (const auto& key : known_keys(section))
            EXPECT_TRUE(std::regex_search(text, std::regex("[ \n{]" + key + ":"))) << key;
}

void replace_all(std::string& text, const char* pattern, const std::string& replacement)
{
    text = std::regex_replace(text, std::regex(pattern), replacement);
}

/// What stands behind '#' as an example is valid too, once its file names exist.
TEST_F(Reference, ExamplesInCommentsAreValid)
{
    auto text = reference_text();
    const auto file = credentials_.write("some.pem", "x");
    replace_all(text, "/etc/openboxes-webhooks/[a-z-]+\\.(pem|key)", file);
    replace_all(text, "\n  (username|password): [^\n]*", "");
    replace_all(text, "\n    secret: \\{[^\n]*\n    # secret:", "\n    secret:");
    replace_all(
        text,
        "\n( *)# ((api_key|ca_file|proxy|token|where|headers|client_certificate|client_key|rate_limit|"
        "ordering): )",
        "\n$1$2");
    const auto result = load_text(text, reference);
    ASSERT_TRUE(result.has_value()) << lines(result.error()).front();
    const auto& erp = result->config.subscribers.at(0);
    EXPECT_EQ(erp.keys.size(), 2U);
    EXPECT_EQ(erp.headers.size(), 2U);
    EXPECT_EQ(erp.matcher.where.fields.size(), 2U);
    EXPECT_EQ(erp.delivery.ordering, Ordering::strict);
    EXPECT_EQ(erp.client_key.path, file);
    EXPECT_EQ(erp.delivery.proxy.username, "webhooks");
    EXPECT_FALSE(result->config.control.token.empty());
    EXPECT_TRUE(std::holds_alternative<core::ApiKeyLogin>(result->config.openboxes.api.login));
}

}  // namespace
}  // namespace webhookd::config
