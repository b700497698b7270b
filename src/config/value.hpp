#pragma once
// What every reader of a section works with. A Report collects what they find wrong, so that all problems of
// a file are told at once; a Value is one node that knows its path and can say what is wrong with it; a
// Section is a mapping that notes which keys were asked for, so that the rest are unknown keys. A parser is
// any callable from Value to std::optional<T> that reports its own problems and then returns null.

#include <concepts>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/yaml.hpp"
#include "webhookd/config/load.hpp"

namespace webhookd::config {

class Report
{
  public:
    /// `file` as it stands in messages; `folder` is what relative file names in it are relative to.
    Report(std::string file, std::filesystem::path folder, Secrets secrets, ProgramCheck check_program)
        : file_(std::move(file)), folder_(std::move(folder)), secrets_(secrets), check_program_(check_program)
    {
    }
    Report(const Report&) = delete;
    Report& operator=(const Report&) = delete;

    void error(Place place, std::string_view key, std::string_view message);
    void warn(Place place, std::string_view key, std::string_view message);

    /// A secret stands in the file itself.
    void note_plain_secret(Place place, std::string_view key) { plain_secrets_.emplace_back(place, key); }
    const std::vector<std::pair<Place, std::string>>& plain_secrets() const { return plain_secrets_; }

    /// Files that were read already: thousands of subscribers may name the same one.
    std::map<std::string, File>& files() { return files_; }

    /// What is wrong with a jq program; empty: nothing, as far as anybody checks. Each is checked once.
    std::string program_error(const std::string& program);

    const std::filesystem::path& folder() const { return folder_; }
    Secrets secrets() const { return secrets_; }

    /// In the order of the file. Each can be called once.
    std::vector<Problem> take_errors();
    std::vector<Problem> take_warnings();

  private:
    Problem problem(Place place, std::string_view key, std::string_view message) const;

    std::string file_;
    std::filesystem::path folder_;
    Secrets secrets_;
    ProgramCheck check_program_;
    std::map<std::string, std::string> program_errors_;
    std::vector<std::pair<Place, std::string>> plain_secrets_;
    std::map<std::string, File> files_;
    std::vector<Problem> errors_;
    std::vector<Problem> warnings_;
};

/// Refers to the tree and the report; both outlive it.
class Value
{
  public:
    Value(const Yaml& node, std::string path, Report& report)
        : node_(&node), path_(std::move(path)), report_(&report)
    {
    }

    const Yaml& node() const { return *node_; }
    const std::string& path() const { return path_; }
    Report& report() const { return *report_; }

    bool is_null() const { return node_->kind == Yaml::Kind::null; }
    bool is_scalar() const { return node_->kind == Yaml::Kind::scalar; }
    bool is_list() const { return node_->kind == Yaml::Kind::list; }
    bool is_mapping() const { return node_->kind == Yaml::Kind::mapping; }
    /// A scalar without quotes, which may be a number or a boolean.
    bool is_plain() const { return is_scalar() && !node_->quoted; }

    std::nullopt_t fail(std::string_view message) const;
    /// "expected WHAT, found …"; repeats the text found, so not for what may be a secret.
    std::nullopt_t expected(std::string_view what) const;
    /// As expected(), but says only of which kind the thing found is.
    std::nullopt_t expected_kind(std::string_view what) const;
    void warn(std::string_view message) const;

    std::vector<Value> items() const;    ///< of a list
    std::vector<Value> entries() const;  ///< of a mapping: the values, each with the path of its key

  private:
    std::string kind_found() const;

    const Yaml* node_;
    std::string path_;
    Report* report_;
};

class Section
{
  public:
    /// `value` is a mapping, or null: a section whose keys are all left out.
    explicit Section(Value value) : value_(std::move(value)) {}

    const Value& value() const { return value_; }

    /// The value of `key`, which is from now on a known key.
    std::optional<Value> find(std::string_view key);

    /// Reads an optional key; when it is absent or wrong, `target` keeps its default. True when the key is
    /// given.
    template <class T, class Parse>
    bool read(std::string_view key, T& target, const Parse& parse)
    {
        const auto value = find(key);
        if (!value) return false;
        if (auto result = parse(*value)) target = *std::move(result);
        return true;
    }

    /// As read(), but the key must be there; `what` tells the reader of an error what to write.
    template <class T, class Parse>
    void require(std::string_view key, T& target, const Parse& parse, std::string_view what)
    {
        if (!read(key, target, parse)) missing(key, what);
    }

    void missing(std::string_view key, std::string_view what);

    /// Reports every key that nobody asked for, with the nearest known one.
    void refuse_unknown_keys();

  private:
    Value value_;
    std::vector<std::string> known_;
};

/// Calls `read_keys(Section&)` on a mapping and reports its unknown keys.
template <std::invocable<Section&> ReadKeys>
void read_section(const Value& value, const ReadKeys& read_keys)
{
    if (!value.is_mapping() && !value.is_null()) {
        value.expected_kind("a mapping (key: value)");
        return;
    }
    Section section(value);
    read_keys(section);
    section.refuse_unknown_keys();
}

}  // namespace webhookd::config
