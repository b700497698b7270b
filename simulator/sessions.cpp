// A request without a living session gets a new one, whose id is made from a counter.

#include "simulator/sessions.hpp"

#include <fmt/format.h>

namespace webhookd::simulator {

namespace {

std::string session_cookie(const test::Request& request)
{
    static constexpr std::string_view name = "JSESSIONID=";
    auto cookies = request.headers.get("Cookie");
    std::string_view rest = cookies;
    while (!rest.empty()) {
        auto part = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        if (part.starts_with(name)) return std::string(part.substr(name.size()));
    }
    return "";
}

}  // namespace

Session& SessionTable::open(const test::Request& request, Timestamp now)
{
    auto found = sessions_.find(session_cookie(request));
    if (found != sessions_.end() && now - found->second.last_used > idle_) {
        sessions_.erase(found);
        found = sessions_.end();
    }
    bool fresh = found == sessions_.end();
    if (fresh) {
        Session session;
        session.id = fmt::format("{:016X}{:016X}", 0x9E3779B97F4A7C15U * ++made_, made_);
        auto id = session.id;
        found = sessions_.emplace(std::move(id), std::move(session)).first;
    }
    found->second.fresh = fresh;
    found->second.last_used = now;
    return found->second;
}

std::string SessionTable::cookie(const Session& session) const
{
    return fmt::format("JSESSIONID={}; Path={}; HttpOnly", session.id, path_);
}

}  // namespace webhookd::simulator
