#pragma once
// A YAML document as a plain tree in which every value and every key knows its line and column, and a scalar
// whether it was quoted. yaml-cpp's own Node is not used: it merges aliases, hides duplicate keys and forgets
// quotes, and a configuration wants each of these reported.

#include <string>
#include <string_view>
#include <vector>

namespace webhookd::config {

/// 1-based; line 0 when the file as a whole is meant.
struct Place
{
    int line = 0;
    int column = 0;

    friend auto operator<=>(const Place&, const Place&) = default;
};

struct YamlEntry;

struct Yaml
{
    enum class Kind
    {
        null,
        scalar,
        list,
        mapping
    };

    Kind kind = Kind::null;
    Place place;
    std::string text;     ///< of a scalar, escapes resolved
    bool quoted = false;  ///< or a block scalar: then it is a text, whatever it looks like
    std::vector<Yaml> items;
    std::vector<YamlEntry> entries;  ///< in the order of the file
};

struct YamlEntry
{
    std::string key;
    Place place;
    Yaml value;
};

/// What is wrong with the text as YAML. `message` never repeats text of the file other than keys: it may be a
/// secret.
struct YamlError
{
    Place place;
    std::string key;  ///< path of the key concerned, else empty
    std::string message;
};

struct YamlDocument
{
    Yaml root;
    std::vector<YamlError> errors;
    bool readable =
        true;  ///< false: `root` is so incomplete that looking into it would only cause false alarms
};

/// Reads one document. Errors: bytes that are not UTF-8, tabs as indentation, anchors, aliases, merge keys,
/// tags, keys that are not plain texts, a key given twice (the first one counts), a second document. An empty
/// text is a null node.
YamlDocument parse_yaml(std::string_view text);

/// `parent.key`; keys that contain a dot or other odd characters are put in quotes.
std::string join_path(std::string_view parent, std::string_view key);
std::string join_path(std::string_view parent, std::size_t index);

}  // namespace webhookd::config
