// Looks up header fields and takes targets apart; what is malformed stays as it was sent, so that a
// test can see it.

#include "simulator/http/http_message.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace webhookd::test {

namespace {

bool equal_without_case(std::string_view left, std::string_view right)
{
    return std::ranges::equal(
        left, right, [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

Answer typed_answer(int status, std::string type, std::string body)
{
    Answer answer;
    answer.status = status;
    answer.headers.add("Content-Type", std::move(type));
    answer.body = std::move(body);
    return answer;
}

}  // namespace

std::optional<std::string> Headers::find(std::string_view name) const
{
    for (const auto& [field, value] : fields_) {
        if (equal_without_case(field, name)) return value;
    }
    return std::nullopt;
}

void set_target(Request& request, std::string target)
{
    request.target = std::move(target);
    auto question = request.target.find('?');
    request.path = percent_decode(std::string_view(request.target).substr(0, question), false);
    request.query.clear();
    if (question != std::string::npos)
        request.query = parse_query(std::string_view(request.target).substr(question + 1));
}

Answer json_answer(int status, std::string body)
{
    return typed_answer(status, "application/json;charset=UTF-8", std::move(body));
}

Answer html_answer(int status, std::string body)
{
    return typed_answer(status, "text/html;charset=utf-8", std::move(body));
}

std::string percent_decode(std::string_view text, bool plus_is_space)
{
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_space) {
            decoded += ' ';
            continue;
        }
        unsigned value = 0;
        if (text[at] == '%' && text.size() - at > 2) {
            auto digits = text.substr(at + 1, 2);
            auto parsed = std::from_chars(digits.begin(), digits.end(), value, 16);
            if (parsed.ec == std::errc() && parsed.ptr == digits.end()) {
                decoded += static_cast<char>(value);
                at += 2;
                continue;
            }
        }
        decoded += text[at];
    }
    return decoded;
}

Query parse_query(std::string_view text)
{
    Query query;
    while (!text.empty()) {
        auto part = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        if (part.empty()) continue;
        auto equals = part.find('=');
        auto value = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
        query.emplace(percent_decode(part.substr(0, equals), true), percent_decode(value, true));
    }
    return query;
}

std::vector<std::string> query_values(const Query& query, const std::string& name)
{
    std::vector<std::string> values;
    auto [first, last] = query.equal_range(name);
    std::transform(first, last, std::back_inserter(values), [](const auto& entry) { return entry.second; });
    return values;
}

std::optional<std::string> find_query(const Query& query, const std::string& name)
{
    auto found = query.find(name);
    if (found == query.end()) return std::nullopt;
    return found->second;
}

}  // namespace webhookd::test
