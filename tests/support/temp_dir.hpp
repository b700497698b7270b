#pragma once
// A directory that exists as long as the object and is removed with all its contents.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace webhookd::test {

class TempDir
{
  public:
    explicit TempDir(const std::filesystem::path& parent = std::filesystem::temp_directory_path())
        : path_((parent / "webhookd-test-XXXXXX").string())
    {
        if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
    }
    ~TempDir()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    std::filesystem::path path() const { return path_; }

    /// The path of `name` inside, as text; the file need not exist.
    std::string operator/(std::string_view name) const { return (path() / name).string(); }

    /// Writes a file of mode 0600 and returns its path.
    std::string write(std::string_view name, std::string_view contents) const
    {
        auto file = *this / name;
        std::ofstream(file, std::ios::binary) << contents;
        std::filesystem::permissions(
            file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        return file;
    }

  private:
    std::string path_;
};

}  // namespace webhookd::test
