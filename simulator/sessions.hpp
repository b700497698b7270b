#pragma once
// The servlet container's sessions: made for any request that has none, ended by idleness or a restart, and
// carrying the user and the chosen location (openboxes-api.md 1.2 to 1.4).

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "simulator/dates.hpp"
#include "simulator/http/http_message.hpp"

namespace webhookd::simulator {

struct Session
{
    std::string id;
    std::string user;      ///< empty: nobody has logged in
    std::string location;  ///< empty: none chosen
    Timestamp last_used;
    bool fresh = false;  ///< made for the request at hand: its answer sets the cookie
};

class SessionTable
{
  public:
    SessionTable(std::string cookie_path, std::chrono::seconds idle)
        : path_(std::move(cookie_path)), idle_(idle)
    {
    }

    /// The session that the request's cookie names, or a new one.
    Session& open(const test::Request& request, Timestamp now);

    /// The Set-Cookie value of a session.
    std::string cookie(const Session& session) const;

    /// Forgets all sessions, as a restart of the server does.
    void clear() { sessions_.clear(); }
    std::size_t size() const { return sessions_.size(); }

  private:
    std::string path_;
    std::chrono::seconds idle_;
    std::map<std::string, Session> sessions_;
    std::uint64_t made_ = 0;
};

}  // namespace webhookd::simulator
