// A URL that is accepted is written back as text that means the same, case does not decide what is accepted,
// and no spelling of a number reaches a resolver that would read it as an address.

#include "webhookd/core/url.hpp"

#include <algorithm>
#include <string>

#include <arpa/inet.h>

#include "fuzz.hpp"

namespace {

using webhookd::core::Url;
using webhookd::fuzz::require;

std::string upper(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return result;
}

/// inet_aton() reads octal, hexadecimal, short and whole numbers, as getaddrinfo() does.
bool hides_an_address(const std::string& host)
{
    in_addr address{};
    return inet_aton(host.c_str(), &address) != 0 && inet_ntoa(address) != host;
}

std::string with_first_byte_escaped(const std::string& host)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(host.front());
    return std::string("%") + digits[byte >> 4U] + digits[byte & 0x0fU] + host.substr(1);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = webhookd::fuzz::as_text(data, size);
    const auto url = Url::parse(text);
    const auto shouted = Url::parse(upper(text));
    require(url.has_value() == shouted.has_value(), "a URL is accepted or refused whatever its case");
    if (!url) {
        require(!url.error().empty(), "a refusal says why");
        return 0;
    }
    require(Url::parse(url->text()) == *url, "what was read is written and read the same");
    require(shouted->origin() == url->origin(), "scheme, host and port know no case");
    require(!hides_an_address(url->host), "a host that is an address is one in its plain form");
    const bool literal = url->host.contains(':');
    require(literal || !Url::parse("https://" + with_first_byte_escaped(url->host) + "/"),
            "a host is never read through percent escapes");
    return 0;
}
