// Two ways to ask the same: why_not() has no reason exactly when matches() says yes, and `not` turns every
// answer around. The input is a JSON text {"where":…,"data":…}.

#include "fuzz.hpp"
#include "webhookd/core/matching.hpp"

namespace {

using namespace webhookd;
using fuzz::require;

/// Every condition of a `where` map inside a `not`.
Json negated(const Json& where)
{
    Json result = Json::object();
    for (const auto& [path, condition] : where.items())
        result[path] = {{"not", condition}};
    return result;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto input = Json::parse(data, data + size, nullptr, false);
    if (!input.is_object() || !input.contains("where") || !input.contains("data")) return 0;
    const auto& condition = input["where"];
    const auto& event = input["data"];

    const auto where = core::parse_where(condition);
    if (!where) {
        require(!where.error().empty(), "a refusal says why");
        for (const auto& error : where.error())
            require(!error.empty(), "every mistake is a sentence");
        return 0;
    }
    const bool matches = core::matches(*where, event);
    const auto reason = core::why_not(*where, event);
    require(matches == !reason.has_value(), "a reason is given exactly when it does not match");
    require(!reason || !reason->empty(), "the reason is a sentence");
    if (where->fields.size() != 1) return 0;
    const auto opposite = core::parse_where(negated(condition));  // refused when it nests too deep
    if (opposite) require(core::matches(*opposite, event) != matches, "`not` turns the answer around");
    return 0;
}
