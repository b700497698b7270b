// Whatever a server or a receiver answers, in its status, its headers (Link, Location, Retry-After, Date, …)
// and its body, what is made of it can be told to people and waited for. The input is an answer without its
// HTTP/1.1: the status in the first line, headers, an empty line, the body.

#include <algorithm>
#include <charconv>
#include <string>

#include "delivery/webhook/classify.hpp"
#include "fuzz.hpp"
#include "openboxes/answer_reading.hpp"
#include "webhookd/core/retry.hpp"

namespace {

using namespace webhookd;
using fuzz::require;

std::string_view take_line(std::string_view& text)
{
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    return line;
}

http::Answer read_input(std::string_view text)
{
    http::Answer answer;
    const auto status = take_line(text);
    std::from_chars(status.data(), status.data() + status.size(), answer.status);
    answer.status = 200 + std::abs(answer.status % 400);
    for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
        const auto colon = std::min(line.find(':'), line.size());
        const auto value = line.substr(std::min(colon + 1, line.size()));
        answer.headers.emplace_back(line.substr(0, colon),
                                    value.substr(std::min(value.find_first_not_of(' '), value.size())));
    }
    answer.body = text;
    return answer;
}

void check_wait(const std::optional<core::Duration>& wait)
{
    if (!wait) return;
    require(*wait >= core::Duration(0) && *wait <= core::longest_retry_after,
            "a wait can be added to a clock");
}

/// For a log and a list.
void check_sentence(const std::string& text)
{
    require(!text.empty(), "a refusal says why");
    require(text.size() < 2'000, "and says it in short");
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    require(std::ranges::none_of(text, is_control), "and in one line");
}

void check_reading(const openboxes::Reading& reading)
{
    check_wait(reading.retry_after);
    if (reading.kind != openboxes::Reading::Kind::answer) check_sentence(reading.error.detail);
    require(!reading.next_link.contains('>'), "a link is what stands between < and >");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const core::Timestamp now{std::chrono::days(20'000)};
    static const auto endpoint = http::Url::parse("https://erp.example.org/hook?key=s3cr3t").value();
    const auto answer = read_input(fuzz::as_text(data, size));
    check_reading(openboxes::read_answer(answer, now));
    check_reading(openboxes::read_text_answer(answer, now));

    const auto result = delivery::classify(answer, endpoint, now);
    check_wait(result.retry_after);
    require(result.answer.size() <= 2'048, "of an answer the beginning is kept");
    const bool accepted = answer.status / 100 == 2;
    require((result.kind == delivery::Result::Kind::delivered) == accepted,
            "a 2xx is a 2xx, and nothing else is");
    if (!accepted) check_sentence(result.detail);
    return 0;
}
