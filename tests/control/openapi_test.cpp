// docs/openapi.yaml describes the routes that there are, and the keys that each takes.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "control/routes.hpp"

namespace webhookd::control {
namespace {

using Keys = std::set<std::string>;

/// The member that `{$ref: "#/a/b"}` points to, or the node itself.
YAML::Node resolved(const YAML::Node& document, const YAML::Node& node)
{
    const auto reference = node["$ref"];
    if (!reference) return node;
    auto path = reference.as<std::string>().substr(2);
    auto target = YAML::Clone(document);
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        target.reset(target[path.substr(0, end)]);
        path.erase(0, end + 1);
    }
    return target;
}

Keys keys_of(const YAML::Node& document, const YAML::Node& operation)
{
    Keys keys;
    for (const auto& listed : operation["parameters"]) {
        const auto parameter = resolved(document, listed);
        if (parameter["in"].as<std::string>() == "query") keys.insert(parameter["name"].as<std::string>());
    }
    if (!operation["requestBody"]) return keys;
    const auto body = operation["requestBody"]["content"]["application/json"]["schema"];
    for (const auto& property : resolved(document, body)["properties"])
        keys.insert(property.first.as<std::string>());
    return keys;
}

TEST(OpenApi, DescribesEveryRouteAndItsKeysAndNoOther)
{
    const auto document = YAML::LoadFile(PROJECT_SOURCE_DIR "/docs/openapi.yaml");
    std::map<std::string, Keys> described;
    for (const auto& path : document["paths"]) {
        for (const auto& operation : path.second) {
            auto method = operation.first.as<std::string>();
            if (method != "get" && method != "post") continue;
            std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c - 32); });
            described.emplace(method + " " + path.first.as<std::string>(),
                              keys_of(document, operation.second));
        }
    }
    std::map<std::string, Keys> there;
    for (const auto& route : routes())
        there.emplace(std::string(route.method) + " " + std::string(route.pattern),
                      Keys(route.keys.begin(), route.keys.end()));
    EXPECT_EQ(described, there);
}

}  // namespace
}  // namespace webhookd::control
