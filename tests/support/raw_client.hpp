#pragma once
// A client that sends bytes and reads bytes, for looking at what a test server really does on the wire.
// Blocking: the server must run on another thread (support/io_thread.hpp).

#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace webhookd::test {

namespace asio = boost::asio;

struct RawAnswer
{
    std::string bytes;
    boost::system::error_code end;  ///< how the reading ended: eof, connection_reset, …
};

class RawClient
{
  public:
    explicit RawClient(std::uint16_t port) : socket_(io_)
    {
        socket_.connect({asio::ip::make_address("127.0.0.1"), port});
    }

    void send(std::string_view bytes) { asio::write(socket_, asio::buffer(bytes)); }

    /// Everything until the server ends the connection.
    RawAnswer read_all()
    {
        RawAnswer answer;
        asio::read(socket_, asio::dynamic_buffer(answer.bytes), answer.end);
        return answer;
    }

    /// Exactly so many bytes (fewer when the connection ends first).
    std::string read(std::size_t size)
    {
        std::string bytes(size, '\0');
        boost::system::error_code ignored;
        bytes.resize(asio::read(socket_, asio::buffer(bytes), ignored));
        return bytes;
    }

  private:
    asio::io_context io_;
    asio::ip::tcp::socket socket_;
};

/// A GET over a connection of its own that the server is asked to close.
inline RawAnswer raw_get(std::uint16_t port, std::string_view target = "/")
{
    RawClient client(port);
    client.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    return client.read_all();
}

}  // namespace webhookd::test
