#pragma once
// Where readers put what they find wrong, so that all problems of a file are reported at once, not the first
// only.

#include <filesystem>
#include <map>
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
    Report(std::string file, std::filesystem::path folder, Secrets secrets)
        : file_(std::move(file)), folder_(std::move(folder)), secrets_(secrets)
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
    std::vector<std::pair<Place, std::string>> plain_secrets_;
    std::map<std::string, File> files_;
    std::vector<Problem> errors_;
    std::vector<Problem> warnings_;
};

}  // namespace webhookd::config
