// The state file is overwritten under the running daemon: it stops all work, says so wherever it can be
// asked, and stays.

#include <filesystem>
#include <random>

#include "integration/running_daemon.hpp"
#include "support/program.hpp"
#include "support/raw_client.hpp"

namespace webhookd::test {
namespace {

constexpr std::size_t page_bytes = 4096;

std::string noise(std::size_t size)
{
    std::mt19937 random(7);
    std::string bytes(size, '\0');
    for (auto& c : bytes)
        c = static_cast<char>(random());
    return bytes;
}

/// Every page from `first` on begins with `bytes`.
struct Pattern
{
    std::string name;
    std::size_t first = 0;
    std::string bytes;
};

void PrintTo(const Pattern& pattern, std::ostream* out)
{
    *out << pattern.name;
}

class Damaged : public RunningDaemon, public ::testing::WithParamInterface<Pattern>
{
  protected:
    Damaged() { control_ = "listen: '127.0.0.1:0'"; }

    void damage(const Pattern& pattern)
    {
        std::fstream file(state_file_, std::ios::binary | std::ios::in | std::ios::out);
        for (auto i = pattern.first; i < std::filesystem::file_size(state_file_) / page_bytes; ++i) {
            file.seekp(static_cast<std::streamoff>(i * page_bytes));
            file << pattern.bytes;
        }
    }

    std::string ask(std::string_view target)
    {
        constexpr std::string_view listening = "listening url=http://127.0.0.1:";
        const auto text = log();  // of both starts
        const auto port = std::stoi(text.substr(text.rfind(listening) + listening.size()));
        RawClient client(static_cast<std::uint16_t>(port));
        client.send(fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", target));
        return client.read_all().bytes;
    }

    Finished command(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--config", configuration_});
        return run(arguments);
    }

    std::size_t count(std::string_view text) const
    {
        std::size_t found = 0;
        const auto whole = log();
        for (auto at = whole.find(text); at != std::string::npos; at = whole.find(text, at + 1))
            ++found;
        return found;
    }
};

TEST_P(Damaged, StopsAllWorkAndStays)
{
    configure(subscriber("erp"));
    start();
    for (int i = 0; i < 50; ++i)
        create_product();
    accepted("erp", 50);
    // A stopped daemon has its file whole, without a WAL; started again, it has little of it in memory.
    stop();
    start();

    damage(GetParam());
    create_product();
    until([this] { return systemd_.status().starts_with("THE STATE FILE IS DAMAGED"); });
    EXPECT_EQ(count("the state file " + state_file_ + " is damaged"), 1u) << log();

    const auto readiness = ask("/readyz");
    EXPECT_TRUE(readiness.starts_with("HTTP/1.1 503")) << readiness;
    EXPECT_TRUE(readiness.contains("THE STATE FILE IS DAMAGED")) << readiness;
    EXPECT_TRUE(ask("/healthz").starts_with("HTTP/1.1 200"));
    EXPECT_TRUE(ask("/metrics").contains("webhookd_store_degraded 1\n"));

    const auto status = command({"status", "--json"});
    ASSERT_EQ(status.status, 0) << status;
    const auto said = status.json()["daemon"]["state_file_damage"];
    ASSERT_TRUE(said.is_string()) << status;
    EXPECT_TRUE(said.get<std::string>().contains(state_file_)) << said;
    EXPECT_TRUE(command({"status"}).out.contains("THE STATE FILE IS DAMAGED"));

    for (const auto& acting : {std::vector<std::string>{"subscribers", "pause", "erp"},
                               {"streams", "rebaseline", "products"},
                               {"backup", directory_ / "copy.db"}}) {
        const auto refused = command(acting);
        EXPECT_EQ(refused.status, 1) << refused;
        EXPECT_TRUE(refused.err.contains(state_file_)) << refused;
    }

    EXPECT_FALSE(process_->ended()) << log();
    stop();
}

INSTANTIATE_TEST_SUITE_P(Patterns, Damaged,
                         ::testing::Values(Pattern{"zeros", 0, std::string(page_bytes, '\0')},
                                           Pattern{"ones", 1, std::string(page_bytes, '\xff')},
                                           Pattern{"noise", 1, noise(page_bytes)},
                                           Pattern{"page_headers", 0, noise(100)},
                                           Pattern{"half_pages", 1, noise(page_bytes / 2)}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace webhookd::test
