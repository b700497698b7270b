// The names of the faults, whom a fault meets and how often, and what it does at each of three places: to the
// request, instead of the answer, to the answer.

#include "simulator/fault.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "webhookd/core/json.hpp"

namespace webhookd::simulator {

using test::Answer;
using test::Manner;
using test::Request;

namespace {

constexpr std::array<std::pair<FaultKind, std::string_view>, 28> names = {{
    {FaultKind::too_many_requests, "too_many_requests"},
    {FaultKind::server_error, "server_error"},
    {FaultKind::bad_gateway, "bad_gateway"},
    {FaultKind::unavailable, "unavailable"},
    {FaultKind::not_found, "not_found"},
    {FaultKind::forbidden, "forbidden"},
    {FaultKind::login_page, "login_page"},
    {FaultKind::logged_out, "logged_out"},
    {FaultKind::empty_list, "empty_list"},
    {FaultKind::error_as_data, "error_as_data"},
    {FaultKind::bad_json, "bad_json"},
    {FaultKind::ignore_offset, "ignore_offset"},
    {FaultKind::cap_max, "cap_max"},
    {FaultKind::long_page, "long_page"},
    {FaultKind::next_link, "next_link"},
    {FaultKind::wrong_total, "wrong_total"},
    {FaultKind::repeat_row, "repeat_row"},
    {FaultKind::contradict_row, "contradict_row"},
    {FaultKind::other_ids, "other_ids"},
    {FaultKind::delay, "delay"},
    {FaultKind::reset, "reset"},
    {FaultKind::close, "close"},
    {FaultKind::hang, "hang"},
    {FaultKind::drip, "drip"},
    {FaultKind::truncated, "truncated"},
    {FaultKind::unterminated, "unterminated"},
    {FaultKind::endless, "endless"},
    {FaultKind::garbage, "garbage"},
}};

std::int64_t number_param(const Request& request, const std::string& name, std::int64_t otherwise)
{
    auto text = test::find_query(request.query, name).value_or("");
    std::int64_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void set_param(Request& request, const std::string& name, std::int64_t value)
{
    request.query.erase(name);
    request.query.emplace(name, std::to_string(value));
}

/// `"next"` as the answer to a request with the following offset.
std::string next_target(const Request& request, std::int64_t offset)
{
    auto target = request.path;
    char separator = '?';
    for (const auto& [name, value] : request.query) {
        if (name == "offset") continue;
        target += fmt::format("{}{}={}", separator, name, value);
        separator = '&';
    }
    return target + fmt::format("{}offset={}", separator, offset);
}

/// The row as it would be before its shipment was sent, or its order approved.
OrderedJson as_pending(OrderedJson row)
{
    for (const auto* word : {"status", "currentStatus", "shipmentStatus"}) {
        if (row.contains(word)) row[word] = "PENDING";
    }
    for (const auto* flag : {"isReceived", "isPartiallyReceived", "isShipped"}) {
        if (row.contains(flag)) row[flag] = false;
    }
    if (row.contains("isPending")) row["isPending"] = true;
    return row;
}

std::string in_other_case(std::string id)
{
    for (auto& letter : id)
        letter = static_cast<char>(std::islower(static_cast<unsigned char>(letter)) != 0
                                       ? std::toupper(static_cast<unsigned char>(letter))
                                       : std::tolower(static_cast<unsigned char>(letter)));
    return id;
}

void spoil_list(const Fault& fault, const Request& request, OrderedJson& body)
{
    auto& rows = body["data"];
    auto offset = number_param(request, "offset", 0);
    if (fault.kind == FaultKind::next_link) {
        auto total = body.contains("totalCount") && body["totalCount"].is_number()
                         ? body["totalCount"].get<std::int64_t>()
                         : 0;
        auto after = offset + std::ssize(rows);
        if (after < total) body["next"] = next_target(request, after);
    } else if (fault.kind == FaultKind::wrong_total && body.contains("totalCount") &&
               body["totalCount"].is_number()) {
        body["totalCount"] = body["totalCount"].get<std::int64_t>() + fault.amount;
    } else if (fault.kind == FaultKind::repeat_row && !rows.empty()) {
        auto copy = rows.front();
        copy["name"] = "the same row, read a moment later";
        rows.push_back(std::move(copy));
    } else if (fault.kind == FaultKind::contradict_row && !rows.empty()) {
        rows.push_back(as_pending(rows.front()));
    } else if (fault.kind == FaultKind::other_ids) {
        for (auto& row : rows)
            row["id"] = in_other_case(row["id"]);
    }
}

}  // namespace

std::optional<FaultKind> find_fault_kind(std::string_view name)
{
    auto found = std::ranges::find(names, name, &std::pair<FaultKind, std::string_view>::second);
    if (found == names.end()) return std::nullopt;
    return found->first;
}

std::string_view to_text(FaultKind kind)
{
    return std::ranges::find(names, kind, &std::pair<FaultKind, std::string_view>::first)->second;
}

std::vector<std::string_view> fault_kind_names()
{
    std::vector<std::string_view> all;
    for (const auto& [kind, name] : names)
        all.push_back(name);
    return all;
}

bool matches_pattern(std::string_view pattern, std::string_view text)
{
    auto star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    auto rest = pattern.substr(star + 1);
    for (auto at = star; at <= text.size(); ++at) {
        if (matches_pattern(rest, text.substr(at))) return true;
    }
    return false;
}

std::vector<Fault> FaultTable::take(const std::string& path)
{
    std::vector<Fault> taken;
    for (auto fault = faults_.begin(); fault != faults_.end();) {
        auto here = fault++;
        if (!matches_pattern(here->path, path)) continue;
        if (here->skip > 0) {
            --here->skip;
            continue;
        }
        taken.push_back(*here);
        if (here->times == 0) continue;  // for ever
        --here->times;
        if (here->times == 0) faults_.erase(here);
    }
    return taken;
}

void spoil_request(const Fault& fault, Request& request)
{
    if (fault.kind == FaultKind::ignore_offset) set_param(request, "offset", 0);
    if (fault.kind == FaultKind::cap_max)
        set_param(request, "max", std::min(number_param(request, "max", fault.amount), fault.amount));
    if (fault.kind == FaultKind::long_page)
        set_param(request, "max", number_param(request, "max", 0) + fault.amount);
}

std::optional<Answer> replace_answer(const Fault& fault, const Request&)
{
    static constexpr auto page =
        "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>";
    auto with_retry_after = [&fault](Answer answer) {
        if (!fault.retry_after.empty()) answer.headers.add("Retry-After", fault.retry_after);
        return answer;
    };
    switch (fault.kind) {
        case FaultKind::too_many_requests:
            return with_retry_after(
                test::json_answer(429, R"({"errorCode":429,"errorMessage":"Too many requests"})"));
        case FaultKind::server_error:
            return test::json_answer(
                500, R"({"errorCode":500,"cause":"java.lang.RuntimeException","errorMessage":""})");
        case FaultKind::bad_gateway:
            return test::html_answer(502, fmt::format(page, "502 Bad Gateway"));
        case FaultKind::unavailable:
            return with_retry_after(test::html_answer(503, fmt::format(page, "503 Service Unavailable")));
        case FaultKind::not_found:
            return test::json_answer(404, R"({"errorCode":404,"errorMessage":"Resource not found"})");
        case FaultKind::login_page:
            return test::html_answer(200, fmt::format(page, "Login"));
        case FaultKind::empty_list:
            return test::json_answer(200, R"({"data":[],"totalCount":0})");
        case FaultKind::error_as_data:
            return test::json_answer(200, R"({"errorCode":500,"errorMessage":"could not execute query"})");
        case FaultKind::bad_json:
            return test::json_answer(200, R"({"data":[{"id":"1",)");
        default:
            return std::nullopt;
    }
}

void spoil_answer(const Fault& fault, const Request& request, Answer& answer)
{
    answer.drip_interval = fault.interval;
    switch (fault.kind) {
        case FaultKind::delay:
            answer.delay = fault.interval;
            return;
        case FaultKind::reset:
            answer.manner = Manner::reset;
            return;
        case FaultKind::close:
            answer.manner = Manner::close;
            return;
        case FaultKind::hang:
            answer.manner = Manner::hang;
            return;
        case FaultKind::drip:
            answer.manner = Manner::drip;
            return;
        case FaultKind::truncated:
            answer.manner = Manner::truncated;
            return;
        case FaultKind::unterminated:
            answer.manner = Manner::unterminated;
            return;
        case FaultKind::endless:
            answer.manner = Manner::endless;
            return;
        case FaultKind::garbage:
            answer.manner = Manner::garbage;
            return;
        default:
            break;
    }
    bool of_list = fault.kind == FaultKind::next_link || fault.kind == FaultKind::wrong_total ||
                   fault.kind == FaultKind::repeat_row || fault.kind == FaultKind::contradict_row ||
                   fault.kind == FaultKind::other_ids;
    if (!of_list || answer.status != 200) return;
    auto body = OrderedJson::parse(answer.body, nullptr, false);
    if (!body.is_object() || !body.contains("data") || !body["data"].is_array()) return;
    spoil_list(fault, request, body);
    answer.body = body.dump();
}

}  // namespace webhookd::simulator
