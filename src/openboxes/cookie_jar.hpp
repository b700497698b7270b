#pragma once
// The cookies of one session (RFC 6265): which server and which of its paths they are for, and how long.
// OpenBoxes may keep the id of an anonymous session through a login and then sends no Set-Cookie at all
// (openboxes-api.md 1.2), so what was set is sent until it is replaced. Not as in a browser: `Secure` does
// not count, since openboxes.url alone says whether the wire is to be trusted. Values are secrets: nothing
// here prints them.

#include <string>
#include <string_view>
#include <vector>

#include "webhookd/core/time.hpp"
#include "webhookd/core/url.hpp"

namespace webhookd::openboxes {

class CookieJar
{
  public:
    /// What a server may make us keep and send.
    static constexpr std::size_t most_cookies = 50;
    static constexpr std::size_t largest_cookie = 4096;  ///< name and value

    /// Takes one Set-Cookie header of the answer to `url`. One that has expired, or has no value, deletes.
    /// What is not a cookie, or not one for this server, is ignored, and so is a larger one; of too many the
    /// one that was set longest ago goes. `server_now`: the `Date` of the answer, by which `Expires` is read,
    /// so that no clock need be right; else `now`.
    void take(std::string_view set_cookie, const core::Url& url, core::Timestamp server_now,
              core::Timestamp now);

    /// The Cookie header of a request to `url`, the longest paths first; empty when there is none.
    std::string header(const core::Url& url, core::Timestamp now) const;

  private:
    struct Cookie
    {
        std::string name;
        std::string value;
        std::string domain;  ///< a host, and when it is not `host_only` all below it
        bool host_only = true;
        std::string path;
        core::Timestamp expires_at;
    };
    struct Attributes;

    static Attributes read_attributes(std::string_view text);
    void put(Cookie cookie);

    std::vector<Cookie> cookies_;  ///< those set longest ago first
};

}  // namespace webhookd::openboxes
