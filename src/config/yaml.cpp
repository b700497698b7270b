// Builds the tree from the events of yaml-cpp's parser. The parser's own messages are not passed on as they
// are: they repeat the text, which may be a secret.

#include "config/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <optional>
#include <sstream>

#include "config/text.hpp"
#include "webhookd/core/printable.hpp"

namespace webhookd::config {

namespace {

Place place_of(const YAML::Mark& mark)
{
    return mark.is_null() ? Place{} : Place{mark.line + 1, mark.column + 1};
}

/// Builds the tree from the parser's events and notes what this program refuses.
class TreeBuilder : public YAML::EventHandler
{
  public:
    YamlDocument document;

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (documents_++ > 0) break_off(place_of(mark), "a second YAML document begins here; expected one");
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        refuse_anchor(mark, anchor);
        Yaml node;
        node.place = place_of(mark);
        finish(std::move(node));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override
    {
        break_off(place_of(mark), alias_refused);
        Yaml node;
        node.place = place_of(mark);
        finish(std::move(node));
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        refuse_anchor(mark, anchor);
        if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark);
        Yaml node;
        node.kind = Yaml::Kind::scalar;
        node.place = place_of(mark);
        node.text = value;
        node.quoted = tag == "!";
        finish(std::move(node));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override
    {
        begin(Yaml::Kind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { end(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override
    {
        begin(Yaml::Kind::mapping, mark, tag, anchor);
    }
    void OnMapEnd() override { end(); }

    static constexpr auto alias_refused =
        "anchors (&name) and aliases (*name) are not supported; write the value out, "
        "or put it in quotes if it is a text that begins with & or *";

  private:
    struct Frame
    {
        Yaml node;
        std::optional<YamlEntry> entry;    ///< the key whose value comes next
        std::map<std::string, int> lines;  ///< of the keys so far
    };

    void error(Place place, std::string message)
    {
        document.errors.push_back({place, path(), std::move(message)});
    }

    void break_off(Place place, std::string message)
    {
        error(place, std::move(message));
        document.readable = false;
    }

    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        if (anchor != 0) error(place_of(mark), alias_refused);
    }

    void refuse_tag(const YAML::Mark& mark)
    {
        error(place_of(mark), "tags (!name) are not supported; put a text that begins with ! in quotes");
    }

    void begin(Yaml::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
    {
        refuse_anchor(mark, anchor);
        if (tag != "?" && !tag.empty()) refuse_tag(mark);
        Frame frame;
        frame.node.kind = kind;
        frame.node.place = place_of(mark);
        frames_.push_back(std::move(frame));
    }

    void end()
    {
        Yaml node = std::move(frames_.back().node);
        frames_.pop_back();
        finish(std::move(node));
    }

    void finish(Yaml node)
    {
        if (frames_.empty()) {
            if (documents_ == 1) document.root = std::move(node);
            return;
        }
        auto& frame = frames_.back();
        if (frame.node.kind == Yaml::Kind::list)
            frame.node.items.push_back(std::move(node));
        else if (!frame.entry)
            take_key(frame, std::move(node));
        else
            take_value(frame, *frame.entry, std::move(node));
    }

    void take_key(Frame& frame, Yaml node)
    {
        if (node.kind != Yaml::Kind::scalar)
            break_off(node.place, "expected a key that is a single text");
        else if (node.text == "<<" && !node.quoted)
            break_off(node.place, "merge keys (<<) are not supported; write the keys out");
        frame.entry = YamlEntry{std::move(node.text), node.place, {}};
    }

    void take_value(Frame& frame, YamlEntry& entry, Yaml node)
    {
        const auto [first, is_new] = frame.lines.emplace(entry.key, entry.place.line);
        if (is_new) {
            if (node.place.line == 0) node.place = entry.place;
            entry.value = std::move(node);
            frame.node.entries.push_back(std::move(entry));
        } else {
            const auto place = entry.place;
            if (node.kind == Yaml::Kind::null) frame.entry.reset();  // `{a text, a text}`: it is no key
            error(place, fmt::format("is given twice; the first is in line {}", first->second));
        }
        frame.entry.reset();
    }

    /// Of the value being read.
    std::string path() const
    {
        std::string result;
        for (const auto& frame : frames_) {
            if (frame.node.kind == Yaml::Kind::list)
                result = join_path(result, frame.node.items.size());
            else if (frame.entry)
                result = join_path(result, frame.entry->key);
        }
        return result;
    }

    std::vector<Frame> frames_;
    int documents_ = 0;
};

/// Without what the parser repeats of the file behind a colon.
std::string what_is_wrong(std::string_view message)
{
    return core::printable(message.substr(0, message.find(':')));
}

YamlError syntax_error(const YAML::Exception& failure)
{
    const auto place = place_of(failure.mark);
    // `events: [*]` and a password that begins with '*' end here; the parser would repeat the password.
    for (const std::string_view alias :
         {YAML::ErrorMsg::UNKNOWN_ANCHOR, YAML::ErrorMsg::ALIAS_NOT_FOUND, YAML::ErrorMsg::CHAR_IN_ALIAS,
          YAML::ErrorMsg::ANCHOR_NOT_FOUND, YAML::ErrorMsg::CHAR_IN_ANCHOR})
        if (failure.msg.starts_with(alias)) return {place, "", TreeBuilder::alias_refused};
    return {
        place, "",
        fmt::format("is not valid YAML here or just before ({}); check indentation, quotes and that a space "
                    "follows every ':'",
                    what_is_wrong(failure.msg))};
}

}  // namespace

std::string join_path(std::string_view parent, std::string_view key)
{
    // `password:hunter2`, without the blank, is a key.
    const auto shown = harmless_part(key, ":= \t\r\n{}");
    const bool odd =
        key.empty() || shown.size() < key.size() || key.find_first_of(".[]'\"") != std::string_view::npos;
    const auto name =
        odd ? fmt::format("'{}{}'", core::printable(shown), shown.size() < key.size() ? "…" : "")
            : std::string(key);
    return parent.empty() ? name : fmt::format("{}.{}", parent, name);
}

std::string join_path(std::string_view parent, std::size_t index)
{
    return fmt::format("{}[{}]", parent, index);
}

YamlDocument parse_yaml(std::string_view text)
{
    text = without_bom(text);
    if (auto unfit = find_unfit_text(text)) return {{}, {std::move(*unfit)}, false};

    TreeBuilder builder;
    try {
        std::istringstream input{std::string(text)};
        YAML::Parser parser(input);
        // Two at most: on some texts (" a 'b' {") yaml-cpp 0.7 finds one more document for ever.
        if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(builder);
    } catch (const YAML::Exception& failure) {
        builder.document.errors.push_back(syntax_error(failure));
        builder.document.readable = false;
    }
    return std::move(builder.document);
}

}  // namespace webhookd::config
