// A machine that grants little: descriptors, threads, space. What is short is nobody's fault, and the daemon
// does with what it has (F-38, F-40).

#include <regex>

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "integration/daemon_fixture.hpp"
#include "support/raw_client.hpp"

namespace webhookd::test {
namespace {

/// A small file system of its own; only root may mount one.
class SmallDisk
{
  public:
    explicit SmallDisk(std::string directory) : directory_(std::move(directory))
    {
        std::filesystem::create_directory(directory_);
        mounted_ = mount("tmpfs", directory_.c_str(), "tmpfs", 0, "size=1m") == 0;
    }
    ~SmallDisk()
    {
        if (mounted_) umount2(directory_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return mounted_; }
    void fill() const
    {
        std::ofstream ballast(directory_ + "/ballast", std::ios::binary);
        const std::string page(4096, 'x');
        while (ballast.write(page.data(), std::ssize(page)).flush())
            ;
    }

  private:
    std::string directory_;
    bool mounted_ = false;
};

class Scarcity : public DaemonTest
{
  protected:
    std::uint16_t port() const
    {
        std::smatch match;
        const auto text = log();
        if (!std::regex_search(text, match, std::regex("listening url=http://127.0.0.1:(\\d+)/")))
            throw std::runtime_error("no port in the log");
        return static_cast<std::uint16_t>(std::stoi(match[1]));
    }

    std::string healthz() const
    {
        RawClient client(port());
        client.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        return client.read_all().bytes;
    }

    /// Sockets of this machine to the receiver that it has closed and the daemon has not.
    std::size_t half_closed()
    {
        const auto to = receiver.call([](WebhookReceiver& server) { return server.server().port(); });
        const std::regex close_wait(fmt::format(" [0-9A-F]+:{:04X} 08 ", to));
        std::ifstream table("/proc/net/tcp");
        std::size_t count = 0;
        for (std::string line; std::getline(table, line);)
            count += std::regex_search(line, close_wait) ? 1 : 0;
        return count;
    }

    /// What a start that must fail logs.
    std::string refusal()
    {
        launch();
        EXPECT_EQ(WEXITSTATUS(daemon().wait()), 1);
        return log();
    }
};

TEST_F(Scarcity, ManySubscribersShareFewDescriptors)
{
    constexpr int many = 200;
    wrapper = {"prlimit", "--nofile=128:128"};
    listen = "127.0.0.1:0";
    subscribers.clear();
    for (int i = 0; i < many; ++i)
        subscribers.push_back(a_subscriber("s" + std::to_string(i)));
    start();
    for (std::size_t round = 1; round <= 3; ++round) {
        create_product();
        received(round * many);
        EXPECT_TRUE(healthz().starts_with("HTTP/1.1 200")) << log();
    }
    receiver.call([](WebhookReceiver& server) { server.server().close_idle(); });
    // Ended by the daemon's own watch, which looks every second.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (half_closed() > 0 && std::chrono::steady_clock::now() < deadline)
        healthz();
    EXPECT_EQ(half_closed(), 0U);
    EXPECT_EQ(command_json({"deliveries", "list", "--state", "dead"})["deliveries"].size(), 0U);
    EXPECT_FALSE(log().contains("ERROR")) << log();
}

TEST_F(Scarcity, DescriptorsThatAreGrantedAreTaken)
{
    wrapper = {"prlimit", "--nofile=64:4096"};
    start();
    rlimit limit{};
    ASSERT_EQ(prlimit(daemon().pid(), RLIMIT_NOFILE, nullptr, &limit), 0);
    EXPECT_EQ(limit.rlim_cur, 4096U);
}

TEST_F(Scarcity, PollsGoOnWhileWebhooksTakeEveryConnection)  // P5
{
    constexpr int many = 100;
    wrapper = {"prlimit", "--nofile=128:128"};
    subscribers.clear();
    for (int i = 0; i < many; ++i)
        subscribers.push_back(a_subscriber("s" + std::to_string(i)));
    start();
    receiver.call([](WebhookReceiver& server) { server.hold(); });
    create_product();
    received(64);  // half of the descriptors
    polled_twice();
    EXPECT_FALSE(log().contains("unreachable")) << log();
    receiver.call([](WebhookReceiver& server) { server.release(); });
    received(many);
}

TEST_F(Scarcity, NamesAreLookedUpByTheThreadsThatThereAre)
{
    if (geteuid() != 0) GTEST_SKIP() << "needs a user of its own, whose threads are counted";
    // The daemon, its writer, and one that looks names up.
    wrapper = {"sh", "-c",
               // From a copy: the build may lie where only root looks, as below /root.
               fmt::format("chmod 644 {0} && cp \"$1\" {1} && shift && "
                           "exec setpriv --reuid=54321 --clear-groups prlimit --nproc=3:3 {1} \"$@\"",
                           config(), (folder / "daemon")),
               "sh"};
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    delivery_settings = "retry: [50ms], max_in_flight: 8";
    auto url = receiver.call([](WebhookReceiver& server) { return server.url(); });
    url.replace(url.find("127.0.0.1"), std::string("127.0.0.1").size(), "localhost");
    for (int i = 0; i < 20; ++i)
        subscribers.push_back(
            fmt::format(R"({{name: n{}, url: "{}/", secret: {}, events: ["*"]}})", i, url, secret));
    start();
    create_product();
    received(21);
    EXPECT_FALSE(daemon().ended());
}

TEST_F(Scarcity, StartOnAFullDiskSaysThatThereIsNoSpaceAndWhere)  // F-38
{
    const SmallDisk disk(folder / "disk");
    if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs";
    state_file = folder / "disk/state.db";
    disk.fill();
    const auto said = refusal();
    EXPECT_TRUE(said.contains("no space left for the state file " + state_file)) << said;
}

TEST_F(Scarcity, StartWithAStateFileOnADiskThatIsFullSinceSaysSo)  // F-38
{
    const SmallDisk disk(folder / "disk");
    if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs";
    state_file = folder / "disk/state.db";
    start();
    stop();
    disk.fill();
    const auto said = refusal();
    EXPECT_TRUE(said.contains("no space left for the state file " + state_file)) << said;
}

TEST_F(Scarcity, LimitOnTheSizeOfFilesIsAFullDiskAtTheStart)
{
    wrapper = {"prlimit", "--fsize=8192"};
    const auto said = refusal();
    EXPECT_TRUE(said.contains("no space left for the state file")) << said;
}

TEST_F(Scarcity, LimitOnTheSizeOfFilesIsAFullDiskWhileItRuns)  // F-38
{
    start();
    create_product();
    received(1);
    stop();
    wrapper = {"prlimit", "--fsize=400000"};
    launch();
    polled_twice();
    for (int i = 0; i < 200; ++i)
        create_product();
    const auto is_degraded = [this] {
        return !command_json({"status"})["daemon"]["state_file_writable"].get<bool>();
    };
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    // Seen once is seen: it is said of the last commit, and a small one may still fit.
    bool degraded = false;
    while (!daemon().ended() && !degraded && std::chrono::steady_clock::now() < deadline) {
        create_product();
        degraded = is_degraded();
    }
    EXPECT_FALSE(daemon().ended()) << log();
    EXPECT_TRUE(degraded);
}

}  // namespace
}  // namespace webhookd::test
