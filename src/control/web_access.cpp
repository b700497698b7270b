// The order of the questions matters: whoever shows the right token passes, and a wrong one is refused before
// any other answer could tell it from the right one; then come the Host, and whether this only reads.

#include "control/web_access.hpp"

#include <string_view>

#include <openssl/crypto.h>

#include "webhookd/core/text.hpp"

namespace webhookd::control {

namespace {

constexpr std::string_view scheme = "bearer ";

/// Other schemes are none of ours: a proxy may pass on what it was shown itself.
std::optional<std::string_view> shown_token(const http::ServerRequest& request)
{
    const auto credentials = http::find_header(request.headers, "authorization");
    if (!credentials || core::lower_case(credentials->substr(0, scheme.size())) != scheme)
        return std::nullopt;
    return credentials->substr(scheme.size());
}

/// Takes the same time whichever byte differs.
bool is_same(std::string_view shown, std::string_view token)
{
    return shown.size() == token.size() && CRYPTO_memcmp(shown.data(), token.data(), token.size()) == 0;
}

/// Rebinding takes a name, which the attacker's DNS can point anywhere; only `localhost` belongs to nobody.
bool is_ours(std::string_view host, const asio::ip::address& listening)
{
    const auto url = http::Url::parse("http://" + std::string(host) + "/");
    if (!url || url->target != "/") return false;
    if (url->host == "localhost") return true;
    boost::system::error_code no_literal;
    const auto address = asio::ip::make_address(url->host, no_literal);
    if (no_literal) return false;
    // On 0.0.0.0 the addresses of this machine are whatever its interfaces have.
    return address.is_loopback() || listening.is_unspecified() || address == listening;
}

http::ServerAnswer refusal_without_token(const WebSettings& settings)
{
    if (settings.token.empty()) {
        return text_answer(403,
                           "this needs a token, and the configuration has none: set control.token, or use "
                           "the commands on the machine of the daemon");
    }
    auto answer = text_answer(401, "this needs the token of the configuration (control.token)");
    answer.headers.emplace_back("www-authenticate", "Bearer realm=\"openboxes-webhookd\"");
    return answer;
}

}  // namespace

Access find_access(const http::ServerRequest& request, Exposure exposure, const WebSettings& settings)
{
    const auto hosts = http::find_headers(request.headers, "host");
    if (hosts.size() != 1) return {.refusal = text_answer(400, "expected one Host header")};
    const bool harmless = request.only_reads() && exposure == Exposure::harmless;
    const auto shown = settings.token.empty() ? std::nullopt : shown_token(request);
    // Whoever knows the token is no page from elsewhere.
    if (shown && is_same(*shown, settings.token.reveal())) return {.refusal = {}, .shows_token = true};
    // Before all else, or what else is answered would tell a wrong one from the right one at once.
    if (shown && !harmless) return {.refusal = refusal_without_token(settings), .wrong_token = true};
    if (!is_ours(hosts.front(), settings.listen_address)) {
        return {.refusal = text_answer(
                    403,
                    "expected an address of this machine, or localhost, as the Host; other names are "
                    "accepted with the token only")};
    }
    const bool everybody_reads = settings.listen_address.is_loopback() && !settings.reading_takes_token;
    if (harmless || (request.only_reads() && everybody_reads)) return {};
    return {.refusal = refusal_without_token(settings)};
}

}  // namespace webhookd::control
