// What the running daemon answers on control.listen.
#include <cstdlib>
#include <regex>
#include <set>

#include "integration/running_daemon.hpp"
#include "support/raw_client.hpp"

namespace webhookd::test {
namespace {

class Listening : public RunningDaemon
{
  protected:
    Listening() { control_ = "listen: '127.0.0.1:0', token: 0123456789abcdef"; }

    std::uint16_t port() const
    {
        std::smatch match;
        const auto text = log();
        if (!std::regex_search(text, match, std::regex("listening url=http://127.0.0.1:(\\d+)/")))
            throw std::runtime_error("no port in the log");
        return static_cast<std::uint16_t>(std::stoi(match[1]));
    }

    /// The whole answer, head and body.
    std::string ask(std::string_view method, std::string_view target, std::string_view token = "")
    {
        RawClient client(port());
        client.send(fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{}{}\r\n",
                                method, target, port(), method == "POST" ? "Content-Length: 0\r\n" : "",
                                token.empty() ? "" : fmt::format("Authorization: Bearer {}\r\n", token)));
        return client.read_all().bytes;
    }

    std::string metrics()
    {
        const auto answer = ask("GET", "/metrics");
        return answer.substr(answer.find("\r\n\r\n") + 4);
    }
};

std::set<std::string> names(const std::string& text, const std::regex& pattern)
{
    std::set<std::string> names;
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match)
        names.insert((*match)[1]);
    return names;
}

TEST_F(Listening, MetricsTellWhatHappened)
{
    configure(subscriber("erp"));
    start();
    create_product();
    accepted("erp", 1);
    until_polled();
    const auto text = metrics();
    for (const auto* line :
         {"webhookd_events_total{type=\"product.created\"} 1\n",
          "webhookd_attempts_total{outcome=\"delivered\",subscriber=\"erp\"} 1\n",
          "webhookd_first_attempt_lag_seconds_count{subscriber=\"erp\"} 1\n",
          "webhookd_acceptance_lag_seconds_count{subscriber=\"erp\"} 1\n",
          "webhookd_detection_lag_seconds_count{type=\"product.created\"} 1\n",
          "webhookd_subscriber_state{subscriber=\"erp\",state=\"healthy\"} 1\n",
          "webhookd_backlog_deliveries{subscriber=\"erp\"} 0\n",
          "webhookd_stream_interval_seconds{stream=\"products\"} 0.05\n", "webhookd_source_reachable 1\n",
          "webhookd_source_logins_total 1\n", "webhookd_budget_limit_requests 10000\n"})
        EXPECT_TRUE(text.contains(line)) << line << text;
    EXPECT_FALSE(text.contains("webhookd_commit_writes_count 0\n"));
}

TEST_F(Listening, MetricsAreThoseOfTheDocumentation)
{
    configure(subscriber("erp"));
    start();
    create_product();
    accepted("erp", 1);
    const auto text = metrics();
    std::ifstream file(PROJECT_SOURCE_DIR "/docs/metrics.md");
    const std::string documentation{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(names(text, std::regex("# TYPE (webhookd_\\w+)")),
              names(documentation, std::regex("`(webhookd_\\w+)`")));
}

TEST_F(Listening, PrometheusHasNothingToComplainOf)
{
    if (std::system("command -v promtool > /dev/null") != 0) GTEST_SKIP() << "there is no promtool here";
    configure(subscriber("erp"));
    start();
    const auto file = directory_.write("metrics", metrics());
    EXPECT_EQ(std::system(("promtool check metrics < " + file).c_str()), 0);
}

TEST_F(Listening, NewTokenCountsAfterAReload)
{
    configure(subscriber("erp"));
    start();
    EXPECT_TRUE(ask("POST", "/v1/subscribers/erp/pause", "0123456789abcdef").starts_with("HTTP/1.1 200"));
    edit("0123456789abcdef", "fedcba9876543210");
    reload();
    EXPECT_TRUE(ask("POST", "/v1/subscribers/erp/resume", "0123456789abcdef").starts_with("HTTP/1.1 401"));
    EXPECT_TRUE(ask("POST", "/v1/subscribers/erp/resume", "fedcba9876543210").starts_with("HTTP/1.1 200"));
    EXPECT_FALSE(log().contains("fedcba9876543210"));
}

TEST_F(Listening, RefusedReloadShowsInReadiness)
{
    configure(subscriber("erp"));
    start();
    EXPECT_TRUE(ask("GET", "/readyz").starts_with("HTTP/1.1 200"));
    edit("jitter: 0%", "jitter: much");
    reload();
    const auto answer = ask("GET", "/readyz");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503")) << answer;
    EXPECT_TRUE(answer.contains("configuration")) << answer;
    edit("jitter: much", "jitter: 0%");
    reload();
    EXPECT_TRUE(ask("GET", "/readyz").starts_with("HTTP/1.1 200"));
}

}  // namespace
}  // namespace webhookd::test
