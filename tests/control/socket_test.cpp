// The control socket: who may open it, what it takes the place of, and what it leaves behind.

#include "webhookd/control/socket.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "support/io_test.hpp"
#include "support/temp_dir.hpp"
#include "webhookd/async/task_group.hpp"
#include "webhookd/http/client.hpp"

namespace webhookd::control {
namespace {

namespace fs = std::filesystem;
using asio::local::stream_protocol;

asio::awaitable<http::ServerAnswer> hello(http::ServerRequest request)
{
    http::ServerAnswer answer;
    answer.body = "hello " + request.target;
    co_return answer;
}

class SocketTest : public test::IoTest
{
  public:
    /// What a Socket at `path_` throws; empty when it listens.
    std::string refusal()
    {
        try {
            const Socket socket(io_.get_executor(), path_);
            return {};
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    /// A socket as a killed daemon leaves it: the file is there, nobody listens.
    void leave_stale_socket() const
    {
        asio::io_context other;
        const stream_protocol::acceptor acceptor(other, stream_protocol::endpoint(path_));
    }

    test::TempDir directory_;
    std::string path_ = directory_ / "control.sock";
};

asio::awaitable<http::ServerAnswer> who_asks(http::ServerRequest request)
{
    co_return http::ServerAnswer{.status = 200, .headers = {}, .body = request.peer};
}

TEST_F(SocketTest, KnowsTheUserWhoAsks)
{
    Socket socket(io_.get_executor(), path_);
    async::TaskGroup group(io_.get_executor());
    group.spawn(socket.serve(who_asks));
    at_end([&group] { group.cancel(); });
    auto body = [](std::string path) -> asio::awaitable<void> {
        http::Request request;
        const http::Limits limits;
        const auto outcome = co_await http::send_unix(path, request, limits);
        EXPECT_EQ(outcome.value().body, "uid " + std::to_string(getuid()));
    };
    run(body(path_));
}

TEST_F(SocketTest, AnswersRequests)
{
    Socket socket(io_.get_executor(), path_);
    async::TaskGroup group(io_.get_executor());
    group.spawn(socket.serve(hello));
    at_end([&group] { group.cancel(); });
    auto body = [](std::string path) -> asio::awaitable<void> {
        http::Request request;
        request.url.target = "/v1/status";
        const http::Limits limits;
        const auto outcome = co_await http::send_unix(path, request, limits);
        EXPECT_EQ(outcome.value().body, "hello /v1/status");
    };
    run(body(path_));
}

TEST_F(SocketTest, OwnerAndGroupMayOpenItWhateverTheUmask)
{
    for (const mode_t mask : {0000U, 0022U, 0077U}) {
        const auto before = umask(mask);
        const Socket socket(io_.get_executor(), path_);
        umask(before);
        struct stat status{};
        ASSERT_EQ(stat(path_.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 07777, 0660U) << "umask " << mask;
    }
}

TEST_F(SocketTest, IsRemovedAtTheEnd)
{
    {
        const Socket socket(io_.get_executor(), path_);
        EXPECT_TRUE(fs::exists(path_));
    }
    EXPECT_FALSE(fs::exists(path_));
}

TEST_F(SocketTest, ThatOfAnotherProcessIsNotRemovedAtTheEnd)
{
    std::optional<Socket> mine(std::in_place, io_.get_executor(), path_);
    fs::remove(path_);
    const Socket theirs(io_.get_executor(), path_);
    mine.reset();
    EXPECT_TRUE(fs::exists(path_));
}

TEST_F(SocketTest, TakesThePlaceOfOneThatAKilledDaemonLeft)
{
    leave_stale_socket();
    ASSERT_TRUE(fs::exists(path_));
    EXPECT_EQ(refusal(), "");
}

TEST_F(SocketTest, RefusesWhereAnotherProcessListens)
{
    const Socket theirs(io_.get_executor(), path_);
    EXPECT_NE(refusal().find("another process listens there"), std::string::npos) << refusal();
    EXPECT_TRUE(fs::exists(path_));
}

TEST_F(SocketTest, RefusesToRemoveWhatIsNoSocket)
{
    directory_.write("control.sock", "precious");
    EXPECT_NE(refusal().find("no socket"), std::string::npos) << refusal();
    EXPECT_TRUE(fs::exists(path_));
}

TEST_F(SocketTest, MakesItsFolder)
{
    path_ = directory_ / "run/webhooks/control.sock";
    EXPECT_EQ(refusal(), "");
}

TEST_F(SocketTest, FolderThatCannotBeMadeIsNamedWithWhatToDo)
{
    directory_.write("run", "a file");
    path_ = directory_ / "run/control.sock";
    EXPECT_NE(refusal().find(path_), std::string::npos) << refusal();
    EXPECT_NE(refusal().find("set it to"), std::string::npos) << refusal();
}

}  // namespace
}  // namespace webhookd::control
