// Which cookies are kept, sent back, replaced and ended (F-43).

#include "openboxes/cookie_jar.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace webhookd::openboxes {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

struct Jar : ::testing::Test
{
    /// As if the server at `url` had set it, its clock being right.
    void take(std::string_view set_cookie,
              std::string_view url = "https://ob.example.org/openboxes/api/login")
    {
        jar_.take(set_cookie, core::Url::parse(url).value(), now_, now_);
    }

    std::string sent(std::string_view url = "https://ob.example.org/openboxes/api/products?max=100") const
    {
        return jar_.header(core::Url::parse(url).value(), now_);
    }

    CookieJar jar_;
    core::Timestamp now_ = core::parse_timestamp("2026-06-02T10:00:00Z").value();
};

TEST_F(Jar, SessionOfAnotherPathDoesNotReplaceOurs)  // F-43
{
    take("JSESSIONID=ours; Path=/openboxes; HttpOnly");
    take("JSESSIONID=theirs; Path=/portal");
    EXPECT_EQ(sent(), "JSESSIONID=ours");
    EXPECT_EQ(sent("https://ob.example.org/portal"), "JSESSIONID=theirs");
    take("JSESSIONID=new; Path=/openboxes");
    EXPECT_EQ(sent(), "JSESSIONID=new");
}

TEST_F(Jar, PathIsOfWholeParts)
{
    take("a=1; Path=/open");
    take("b=2; Path=/openboxes/");
    take("c=3; Path=/");
    take("d=4");  // the folder of the URL: /openboxes/api
    take("e=5; Path=openboxes");
    EXPECT_EQ(sent(), "d=4; e=5; b=2; c=3");
    EXPECT_EQ(sent("https://ob.example.org/openboxes"), "c=3");
    EXPECT_EQ(sent("https://ob.example.org/open?x=/openboxes/"), "a=1; c=3");
}

TEST_F(Jar, DomainIsAHostOrWhatIsAboveIt)
{
    take("host=1");
    take("same=2; Domain=OB.example.org");
    take("above=3; Domain=.example.org");
    take("below=4; Domain=api.ob.example.org");
    take("other=5; Domain=example.com");
    take("part=6; Domain=ample.org");
    take("all=7; Domain=org");
    EXPECT_EQ(sent(), "host=1; same=2; above=3");
    EXPECT_EQ(sent("https://www.example.org/openboxes/api/x"), "above=3");
    take("address=8; Domain=0.0.1", "http://127.0.0.1/openboxes/api/login");
    EXPECT_EQ(sent("http://127.0.0.1/openboxes/api/x"), "");
}

TEST_F(Jar, CookieEndsWhenItSays)
{
    take("age=1; Max-Age=60");
    take("date=2; Expires=Tue, 02 Jun 2026 10:00:30 GMT");
    take("dashes=3; expires=Tue, 02-Jun-2026 10:00:30 GMT");
    take("both=4; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    take("nonsense=5; Max-Age=soon; Expires=tomorrow");
    take("long=6; Max-Age=99999999999999999999");
    EXPECT_EQ(sent(), "age=1; date=2; dashes=3; both=4; nonsense=5; long=6");
    now_ += seconds(30);
    EXPECT_EQ(sent(), "age=1; both=4; nonsense=5; long=6");
    now_ += seconds(30);
    EXPECT_EQ(sent(), "nonsense=5; long=6");
}

TEST_F(Jar, CookieIsDeletedByOneThatHasEnded)
{
    for (const auto* deletion : {"Max-Age=0", "Max-Age=-1", "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                                 "Expires=Thu, 01-Jan-1970 00:00:10 GMT"}) {
        take("a=1; Path=/openboxes");
        take(fmt::format("a=2; {}", deletion));
        EXPECT_EQ(sent(), "a=1") << "that was another cookie";
        take(fmt::format("a=2; Path=/openboxes; {}", deletion));
        EXPECT_EQ(sent(), "") << deletion;
    }
    take("a=1");
    take("a=");
    EXPECT_EQ(sent(), "");
}

TEST_F(Jar, ExpiryIsReadByTheClockOfTheServer)
{
    const auto url = core::Url::parse("https://ob.example.org/openboxes/api/login").value();
    // Five hours behind us: ends in half an hour all the same.
    jar_.take("a=1; Expires=Tue, 02 Jun 2026 05:30:00 GMT", url, now_ - hours(5), now_);
    EXPECT_EQ(sent(), "a=1");
    now_ += hours(1);
    EXPECT_EQ(sent(), "");
}

TEST_F(Jar, CookiesWithoutEndAreBounded)
{
    take("JSESSIONID=ours; Path=/openboxes");
    take("huge=" + std::string(5000, 'x'));
    take("path=1; Path=/openboxes/" + std::string(5000, 'x'));
    EXPECT_EQ(sent(), "JSESSIONID=ours");
    for (int i = 0; i < 10'000; ++i)
        take(fmt::format("c{}={}", i, std::string(1000, 'x')));
    EXPECT_LE(sent().size(), CookieJar::most_cookies * 1100);
    EXPECT_TRUE(sent().contains("c9999=")) << "the newest is kept";
}

TEST_F(Jar, WhatIsNoCookieIsIgnored)
{
    for (const auto* text : {"", ";", "=", "=value", "no pair", "; Path=/", " = ; Max-Age=5"})
        take(text);
    EXPECT_EQ(sent(), "");
}

}  // namespace
}  // namespace webhookd::openboxes
