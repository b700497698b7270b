#pragma once
// The cookies of one session. OpenBoxes may keep the id of an anonymous session through a login and then
// sends no Set-Cookie at all (openboxes-api.md 1.2), so: replace on any Set-Cookie, send everything always.
// One origin, so neither Domain nor Path matter. Values are secrets: nothing here prints them.

#include <map>
#include <string>
#include <string_view>

namespace webhookd::openboxes {

class CookieJar
{
  public:
    /// Takes one Set-Cookie header; `Max-Age=0` and an empty value delete. What is not a cookie is ignored.
    void take(std::string_view set_cookie);

    void clear() { cookies_.clear(); }

    /// The Cookie header; empty when there is none.
    std::string header() const;

  private:
    std::map<std::string, std::string, std::less<>> cookies_;
};

}  // namespace webhookd::openboxes
