// Whatever a server sets, what is sent back is one header line of bounded length, made of what it had set,
// and never for another server. The input is Set-Cookie headers, one a line.

#include <algorithm>
#include <string>

#include "fuzz.hpp"
#include "openboxes/cookie_jar.hpp"

namespace {

using namespace webhookd;
using fuzz::require;

bool is_one_line(std::string_view text)
{
    return text.find_first_of("\r\n") == std::string_view::npos;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto login = core::Url::parse("https://ob.example.org/openboxes/api/login").value();
    static const auto products =
        core::Url::parse("https://ob.example.org/openboxes/api/products?max=1").value();
    static const auto stranger = core::Url::parse("https://example.com/openboxes/api/products").value();
    constexpr core::Timestamp now{std::chrono::days(20'000)};

    openboxes::CookieJar jar;
    auto rest = fuzz::as_text(data, size);
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (!is_one_line(line)) continue;  // no header that was read has one
        jar.take(line, login, now, now);
    }
    const auto sent = jar.header(products, now);
    using openboxes::CookieJar;
    require(sent.size() <= CookieJar::most_cookies * (CookieJar::largest_cookie + 3), "cookies are bounded");
    require(is_one_line(sent), "the header is one line");
    require(jar.header(stranger, now).empty(), "another server gets none");
    require(jar.header(products, now + std::chrono::hours(24) * 366 * 200).size() <= sent.size(),
            "none appears with time");
    return 0;
}
