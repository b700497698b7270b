// The pages of docs/recipes: what each gives as a configuration is run, and what arrives is looked at.

#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>

#include "integration/running_daemon.hpp"

namespace webhookd::test {
namespace {

class Recipe : public RunningDaemon
{
  public:
    Recipe()
    {
        for (const auto* name :
             {"chat-secret", "erp-secret", "mail-secret", "spreadsheet-secret", "n8n-secret"})
            credentials_.write(name, first_secret);
        credentials_.write("postmark-token", "of-the-mail-service");
        credentials_.write("erp-authorization", "Bearer of-the-erp");
        setenv("CREDENTIALS_DIRECTORY", credentials_.path().c_str(), 1);
    }
    ~Recipe() override { unsetenv("CREDENTIALS_DIRECTORY"); }

  protected:
    /// Runs the daemon with the `number`th configuration of a page, whose subscribers have receivers of ours.
    void follow(const std::string& page, std::size_t number = 0)
    {
        const auto [sections, subscribers] = configurations(page).at(number);
        configure(with_our_receivers(subscribers), sections);
        start();
    }

    void place_an_order()
    {
        world([this](simulator::World& world) {
            world.place_order(
                world.create_order({.origin = clinic_, .destination = depot_, .name = "=Gloves & co"}));
        });
    }

    /// The one POST that this subscriber got.
    Request post(const std::string& name)
    {
        accepted(name, 1);
        return ledger(name).all().at(0).request;
    }
    Json body(const std::string& name) { return Json::parse(post(name).body); }

    static constexpr auto first_line = "Purchase order approved: ";

  private:
    struct Configuration
    {
        std::string sections;     ///< before `subscribers:`
        std::string subscribers;  ///< what stands under it
    };

    /// That of each YAML block.
    static std::vector<Configuration> configurations(const std::string& page)
    {
        std::ifstream file(std::string(PROJECT_SOURCE_DIR "/docs/recipes/") + page);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        static const std::regex block("```yaml\n((?:[^`s][^`]*?\n)?)subscribers:\n([^`]*)```");
        std::vector<Configuration> found;
        for (std::sregex_iterator match(text.cbegin(), text.cend(), block), end; match != end; ++match)
            found.push_back({(*match)[1], (*match)[2]});
        return found;
    }

    std::string with_our_receivers(const std::string& subscribers)
    {
        static const std::regex entry(R"((- name: (\S+)\n    url: )https://[^/\n]+)");
        std::string result;
        auto rest = subscribers.cbegin();
        for (std::sregex_iterator match(rest, subscribers.cend(), entry), end; match != end; ++match) {
            result.append(rest, (*match)[0].first);
            result += (*match)[1].str() + receiver((*match)[2]).call([](auto& it) { return it.url(); });
            rest = (*match)[0].second;
        }
        return result.append(rest, subscribers.cend());
    }

    TempDir credentials_;
};

TEST_F(Recipe, ForChatsWritesAMessageInEach)
{
    follow("chats.md");
    place_an_order();
    EXPECT_TRUE(body("slack")["text"].get<std::string>().starts_with(first_line));
    EXPECT_TRUE(body("google-chat")["text"].get<std::string>().starts_with(first_line));
    EXPECT_TRUE(body("discord")["content"].get<std::string>().starts_with(first_line));
    const auto card = body("teams")["attachments"][0]["content"];
    EXPECT_TRUE(card["body"][0]["inlines"][0]["text"].get<std::string>().starts_with(first_line));
    EXPECT_EQ(post("discord").path, "/api/webhooks/0000/XXXX");
}

TEST_F(Recipe, ForAChatInOtherWordsRunsItsProgram)
{
    follow("chats.md", 1);
    place_an_order();
    const auto text = body("buyers")["text"].get<std::string>();
    EXPECT_TRUE(std::regex_match(text, std::regex(R"(\*\S+\* from .+, [0-9.]+ USD)"))) << text;
}

TEST_F(Recipe, ForAnErpSendsItsOwnKeys)
{
    follow("erp.md");
    place_an_order();
    const auto order = body("erp");
    EXPECT_EQ(order["idempotencyKey"], ledger("erp").all().at(0).id);
    EXPECT_TRUE(order["deliverTo"].get<std::string>().starts_with("Main depot"));
    EXPECT_EQ(order["currency"], "USD");
    EXPECT_TRUE(std::regex_match(order["amount"].get<std::string>(), std::regex("[0-9]+[.][0-9]{2}")));
    EXPECT_TRUE(
        std::regex_match(order["orderedOn"].get<std::string>(), std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}")));
    EXPECT_EQ(order["revision"], 1);
    EXPECT_EQ(post("erp").headers.find("authorization"), "Bearer of-the-erp");
}

TEST_F(Recipe, ForASpreadsheetSendsARowWithItsId)
{
    follow("spreadsheet.md");
    place_an_order();
    const auto sent = body("spreadsheet");
    EXPECT_EQ(sent["id"], ledger("spreadsheet").all().at(0).id);
    EXPECT_EQ(sent["row"].size(), 6U);
    EXPECT_EQ(sent["row"][2], "=Gloves & co");
    EXPECT_TRUE(post("spreadsheet").target.ends_with("/exec?key=XXXX"));
}

TEST_F(Recipe, ForLowStockTellsAChannelAndTheBuyer)
{
    std::string gauze;
    world([&](simulator::World& world) {
        gauze = world.create_product({.code = "GA10", .name = "Gauze <10 cm>"});
        world.set_inventory_level({.facility = depot_, .product = gauze, .reorder = 20});
        world.adjust_stock({.facility = depot_, .product = gauze, .quantity = 25});
    });
    follow("low-stock.md");
    world([&](simulator::World& world) {
        world.adjust_stock({.facility = depot_, .product = gauze, .quantity = -6});
    });
    EXPECT_EQ(body("stock-channel")["text"], "Low: *GA10* Gauze &lt;10 cm&gt;, 19 left at Main depot");
    EXPECT_EQ(body("stock-mail")["Subject"], "Low: GA10 at Main depot");
    EXPECT_EQ(body("stock-mail")["TextBody"], "Gauze <10 cm>\nOn hand: 19\nReorder at: 20\n");
    EXPECT_EQ(post("stock-mail").headers.find("x-postmark-server-token"), "of-the-mail-service");
}

TEST_F(Recipe, ForN8nSendsTheEventItself)
{
    follow("n8n.md");
    place_an_order();
    EXPECT_EQ(body("n8n")["type"], "purchaseOrder.approved");
    EXPECT_EQ(ledger("n8n").problems(), std::vector<std::string>{});
}

}  // namespace
}  // namespace webhookd::test
