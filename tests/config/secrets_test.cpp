// Secrets in all their forms, and that nothing of them ever shows.

#include <sys/stat.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "loading.hpp"
#include "support/temp_dir.hpp"

namespace webhookd::config {
namespace {

/// An environment variable for as long as the object lives.
class Environment
{
  public:
    Environment(std::string name, const std::string& value) : name_(std::move(name))
    {
        setenv(name_.c_str(), value.c_str(), 1);
    }
    ~Environment() { unsetenv(name_.c_str()); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

  private:
    std::string name_;
};

std::string with_password(const std::string& form)
{
    return "openboxes:\n  url: https://boxes.example.org\n  username: ann\n  password: " + form + "\n";
}

std::string password_of(const std::string& form)
{
    const auto config = loaded(with_password(form));
    const auto* credentials = std::get_if<core::PasswordLogin>(&config.openboxes.api.login);
    return credentials != nullptr ? credentials->password.reveal() : "";
}

std::string password_error(const std::string& form)
{
    const auto errors = errors_of(with_password(form));
    EXPECT_EQ(errors.size(), 1U) << form;
    const std::string place = "test.yaml:4:";
    if (errors.empty()) return "no error";
    EXPECT_TRUE(errors[0].starts_with(place)) << errors[0];
    return errors[0];
}

class Secrets : public testing::Test
{
  protected:
    std::string file(std::string_view contents) const { return folder_.write("secret", contents); }
    std::string file_form(std::string_view contents) const { return "{file: " + file(contents) + "}"; }

    test::TempDir folder_;
};

TEST_F(Secrets, AreTextsFilesVariablesOrCredentials)
{
    const Environment variable("WEBHOOKD_TEST_SECRET", "from env");
    const Environment credentials("CREDENTIALS_DIRECTORY", folder_.path().string());
    folder_.write("boxes", "from credential");
    EXPECT_EQ(password_of("plain"), "plain");
    EXPECT_EQ(password_of("0123"), "0123");
    EXPECT_EQ(password_of(file_form("from file")), "from file");
    EXPECT_EQ(password_of("{env: WEBHOOKD_TEST_SECRET}"), "from env");
    EXPECT_EQ(password_of("{credential: boxes}"), "from credential");
}

TEST_F(Secrets, LoseTheNewlinesThatEditorsAdd)
{
    EXPECT_EQ(password_of(file_form("two words \n")), "two words ");
    EXPECT_EQ(password_of(file_form("windows\r\n\r\n")), "windows");
    EXPECT_EQ(password_of("|\n    block\n"), "block");
}

TEST_F(Secrets, MissingEmptyOrOddOnesAreNamedByOrigin)
{
    EXPECT_TRUE(password_error("{file: /nonexistent/x}").ends_with("the file /nonexistent/x does not exist"));
    EXPECT_TRUE(password_error("{file: " + folder_.path().string() + "}").contains("is a folder"));
    EXPECT_TRUE(password_error("{file: /dev/zero}").contains("is not a regular file"));
    EXPECT_TRUE(password_error(file_form("")).ends_with("is empty"));
    EXPECT_TRUE(password_error(file_form("\n\n")).ends_with("is empty"));
    EXPECT_TRUE(password_error(file_form("a\nb")).ends_with("control characters or several lines"));
    EXPECT_TRUE(password_error(file_form("\xff\xfe")).ends_with("is not UTF-8 text"));
    EXPECT_TRUE(password_error(file_form(std::string(70'000, 'x'))).ends_with("is larger than 65536 bytes"));
    EXPECT_TRUE(password_error("{env: WEBHOOKD_TEST_UNSET}").ends_with("WEBHOOKD_TEST_UNSET is not set"));
    EXPECT_TRUE(password_error("\"\"").ends_with("is empty"));
}

TEST_F(Secrets, HugeFilesAndPipesAreNotRead)
{
    const auto huge = folder_.write("huge", "");
    std::filesystem::resize_file(huge, std::uintmax_t{6} << 30U);  // without a block on the disk
    EXPECT_TRUE(password_error("{file: " + huge + "}").contains("is larger than")) << huge;
    const auto pipe = folder_ / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_TRUE(password_error("{file: " + pipe + "}").contains("is not a regular file"));
}

TEST_F(Secrets, CredentialsNeedTheirFolderAndNoPath)
{
    unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_TRUE(password_error("{credential: boxes}").contains("LoadCredential=boxes:PATH"));
    const Environment credentials("CREDENTIALS_DIRECTORY", folder_.path().string());
    EXPECT_TRUE(password_error("{credential: boxes}").ends_with("does not exist"));
    for (const auto* escape : {"../boxes", "..", "/etc/passwd", "."})
        EXPECT_TRUE(password_error(std::string("{credential: ") + escape + "}").contains("without a path"));
}

TEST_F(Secrets, WrongFormIsRefusedWithoutRepeatingIt)
{
    for (const auto* form : {"[hunter2]", "{hunter2}", "{file: /x, hunter2: y}", "{}", "{value: hunter2}",
                             "{file: [hunter2]}", "{env: {a: hunter2}}"}) {
        const auto error = password_error(form);
        EXPECT_TRUE(error.contains("expected")) << error;
        EXPECT_FALSE(error.contains("hunter2")) << error;
    }
}

TEST_F(Secrets, FileThatOthersMayReadIsWarnedAbout)
{
    const auto text = with_password(file_form("x"));
    EXPECT_TRUE(warnings_of(text).empty());
    for (const unsigned mode : {0640U, 0604U}) {
        std::filesystem::permissions(folder_ / "secret", std::filesystem::perms(mode));
        const auto warnings = warnings_of(text);
        ASSERT_EQ(warnings.size(), 1U);
        EXPECT_TRUE(warnings[0].contains("chmod 600")) << warnings[0];
    }
}

constexpr auto new_key = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr auto old_key = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

std::string with_secret(const std::string& form)
{
    return minimal +
           "subscribers:\n  - name: erp\n    url: https://erp.example.org\n    events: [product.created]\n"
           "    secret: " +
           form + "\n";
}

TEST_F(Secrets, SeveralKeysSignNewestFirst)
{
    const auto text =
        with_secret(std::string("[") + new_key + ", " + file_form(std::string(old_key) + "\n") + "]");
    const auto keys = loaded(text).subscribers.at(0).keys;
    ASSERT_EQ(keys.size(), 2U);
    const auto sign_with = [](const char* key) {
        return core::SigningKey::parse(core::SecretText(key))->sign("id", "1", "body");
    };
    EXPECT_EQ(keys[0].sign("id", "1", "body"), sign_with(new_key));
    EXPECT_EQ(keys[1].sign("id", "1", "body"), sign_with(old_key));
}

TEST_F(Secrets, WrongKeysAreRefusedAtTheirPlace)
{
    for (const auto* form : {"[]", "whsec_", "hunter2", "\"\"", "whsec_aHVudGVyMg=="}) {
        const auto errors = errors_of(with_secret(form));
        ASSERT_EQ(errors.size(), 1U) << form;
        EXPECT_TRUE(errors[0].starts_with("test.yaml:9:13: subscribers[0].secret: ")) << errors[0];
        EXPECT_FALSE(errors[0].contains("hunter2")) << errors[0];
        EXPECT_FALSE(errors[0].contains("aHVudGVyMg")) << errors[0];
    }
    const auto second = errors_of(with_secret(std::string("[") + new_key + ", nonsense]"));
    ASSERT_EQ(second.size(), 1U);
    EXPECT_TRUE(second[0].contains(": subscribers[0].secret[1]: ")) << second[0];
    const auto public_key = errors_of(with_secret("whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="));
    ASSERT_EQ(public_key.size(), 1U);
    EXPECT_TRUE(public_key[0].contains("found a public key")) << public_key[0];
}

}  // namespace
}  // namespace webhookd::config
