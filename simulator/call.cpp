// Parameters as Grails reads them, and the answers: an error is JSON or a page, whichever the
// request asks for.

#include "simulator/call.hpp"

#include <charconv>
#include <utility>

namespace webhookd::simulator {

std::optional<std::string> Call::param(const std::string& name) const
{
    auto value = test::find_query(request.query, name);
    if (value && value->empty()) return std::nullopt;
    return value;
}

std::vector<std::string> Call::params(const std::string& name) const
{
    return test::query_values(request.query, name);
}

std::optional<std::int64_t> Call::int_param(const std::string& name) const
{
    auto text = param(name);
    if (!text) return std::nullopt;
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
    return value;
}

bool asks_for_json(const test::Request& request)
{
    auto mentions_json = [&request](std::string_view header) {
        return request.headers.get(header).find("application/json") != std::string::npos;
    };
    return mentions_json("Accept") || mentions_json("Content-Type") ||
           request.headers.get("X-Requested-With") == "XMLHttpRequest";
}

bool Call::json_wanted() const
{
    return asks_for_json(request);
}

Answer data_answer(const JsonText& data)
{
    return test::json_answer(200, R"({"data":)" + data.text + "}");
}

Answer data_answer(const Json& data)
{
    return data_answer(JsonText{data.dump()});
}

Answer list_answer(const JsonText& rows, const Json& total)
{
    return test::json_answer(200, R"({"data":)" + rows.text + R"(,"totalCount":)" + total.dump() + "}");
}

Answer list_answer(const Json& rows, const Json& total)
{
    return list_answer(JsonText{rows.dump()}, total);
}

Answer redirect_answer(const Call& call, std::string_view path)
{
    Answer answer;
    answer.status = 302;
    auto base = call.options.redirect_base;
    if (base.empty())
        base = (call.options.server.tls ? "https://" : "http://") + call.request.headers.get("Host");
    answer.headers.add("Location", fmt::format("{}{}{}", base, call.options.context_path, path));
    return answer;
}

Answer error_answer(const test::Request& request, int status, const Json& body)
{
    if (asks_for_json(request)) return test::json_answer(status, body.dump());
    // Grails forwards exceptions to its error views, which keep the status 500 of the failed request.
    auto page =
        fmt::format("<!DOCTYPE html><html><head><title>Error {}</title></head><body></body></html>", status);
    return test::html_answer(status == 404 || status == 400 ? 500 : status, std::move(page));
}

Refusal not_found(const Call& call, std::string message)
{
    return {error_answer(call.request, 404, {{"errorCode", 404}, {"errorMessage", std::move(message)}})};
}

Refusal server_error(const Call& call, std::string_view cause, std::string message)
{
    Json body{{"errorCode", 500}, {"cause", cause}, {"errorMessage", std::move(message)}};
    return {error_answer(call.request, 500, body)};
}

Refusal null_pointer(const Call& call)
{
    return server_error(call, "java.lang.NullPointerException", "Cannot get property 'id' on null object");
}

Refusal bad_request(const Call& call, const std::string& message, std::vector<std::string> messages)
{
    Json body{{"errorCode", 400},
              {"errorMessage", "Validation error. " + message},
              {"errorMessages", std::move(messages)}};
    return {error_answer(call.request, 400, body)};
}

Json text_or_null(const std::string& text)
{
    return text.empty() ? Json() : Json(text);
}

Json date_or_null(const std::optional<Timestamp>& instant, std::string (*format)(Timestamp))
{
    return instant ? Json(format(*instant)) : Json();
}

}  // namespace webhookd::simulator
