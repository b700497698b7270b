// What the file must be before any key is looked at.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "loading.hpp"
#include "support/temp_dir.hpp"

namespace webhookd::config {
namespace {

using Lines = std::vector<std::string>;

TEST(Yaml, ByteOrderMarkAndWindowsLineEndsAreAccepted)
{
    std::string text = "\xef\xbb\xbf";
    for (const char c : minimal)
        text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_EQ(loaded(text).openboxes.api.url, "https://boxes.example.org/openboxes");
}

TEST(Yaml, SyntaxErrorNamesLineAndColumn)
{
    const auto errors = errors_of("openboxes:\n  url: [a\npolling: {}\n");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_TRUE(errors[0].starts_with("test.yaml:3:")) << errors[0];
    EXPECT_TRUE(errors[0].contains("not valid YAML")) << errors[0];
}

TEST(Yaml, TabAsIndentationIsNamed)
{
    EXPECT_EQ(errors_of("openboxes:\n\turl: x\n"),
              Lines{"test.yaml:2:1: a tab is used as indentation; YAML wants spaces"});
}

TEST(Yaml, EmptyFileIsAnError)
{
    for (const auto* text : {"", "\n", "# nothing\n", "---\n", "~\n"})
        EXPECT_EQ(errors_of(text),
                  Lines{"test.yaml: the file is empty; expected at least the section openboxes"})
            << text;
}

TEST(Yaml, RootMustBeAMapping)
{
    EXPECT_EQ(errors_of("- a\n- b\n"), Lines{"test.yaml:1:1: expected a mapping (key: value), found a list"});
    EXPECT_EQ(errors_of("hello\n"),
              Lines{"test.yaml:1:1: expected a mapping (key: value), found a single value"});
}

TEST(Yaml, DuplicateKeyIsAnErrorBesideTheOthers)
{
    const auto errors = errors_of(minimal + "polling:\n  products: 5s\n  inventory: soon\n  products: 6s\n");
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_TRUE(errors[0].starts_with("test.yaml:7:14: polling.inventory: expected")) << errors[0];
    EXPECT_EQ(errors[1], "test.yaml:8:3: polling.products: is given twice; the first is in line 6");
}

TEST(Yaml, AliasesAndMergeKeysAreRefusedInWords)
{
    const auto alias = errors_of("a: &x {b: c}\nd: *x\n");
    ASSERT_EQ(alias.size(), 2U);
    EXPECT_TRUE(alias[0].starts_with("test.yaml:1:4: a: anchors (&name)")) << alias[0];
    EXPECT_TRUE(alias[1].starts_with("test.yaml:2:4: d: anchors (&name)")) << alias[1];
    const auto merge = errors_of("polling:\n  <<: {products: 5s}\n");
    ASSERT_EQ(merge.size(), 1U);
    EXPECT_TRUE(merge[0].contains("merge keys (<<) are not supported")) << merge[0];
}

TEST(Yaml, UnquotedStarIsExplained)
{
    const auto errors = errors_of(with_subscriber("    where: {}\n    events: [*]\n"));
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_TRUE(errors[0].contains("put it in quotes")) << errors[0];
}

TEST(Yaml, PasswordThatLooksLikeAnAliasIsNotRepeated)
{
    const auto errors = errors_of("openboxes:\n  password: *hunter2\n");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_FALSE(errors[0].contains("hunter2")) << errors[0];
}

TEST(Yaml, TagsAndSecondDocumentsAreRefused)
{
    EXPECT_TRUE(
        errors_of(minimal + "log: {level: !!str info}\n").at(0).contains("tags (!name) are not supported"));
    EXPECT_TRUE(errors_of(minimal + "---\n" + minimal).at(0).contains("a second YAML document begins here"));
}

TEST(Yaml, OtherEncodingsAreNamed)
{
    EXPECT_TRUE(errors_of(std::string("\xff\xfe\x61\x00", 4)).at(0).contains("found UTF-16"));
    EXPECT_TRUE(errors_of("a: \xe9\n").at(0).starts_with("test.yaml:1:4: found bytes that are not UTF-8"));
    EXPECT_TRUE(errors_of(std::string("a: \0", 4)).at(0).contains("control character 0x00"));
}

/// yaml-cpp 0.7 reports documents without end here.
TEST(Yaml, TextAfterAValueDoesNotHangTheParser)
{
    EXPECT_FALSE(errors_of(" , .\\=b' {<{a%|.<%!").empty());
}

TEST(Yaml, DeepNestingIsAnErrorAndNotAStackOverflow)
{
    EXPECT_FALSE(errors_of(std::string(100'000, '[')).empty());
    EXPECT_FALSE(errors_of(std::string(100'000, '{')).empty());
    std::string dashes;
    for (int i = 0; i < 50'000; ++i)
        dashes += "- ";
    EXPECT_FALSE(errors_of(dashes).empty());
}

std::string load_error(const std::string& path)
{
    const auto result = load(path);
    return result ? "" : result.error().at(0).text();
}

TEST(File, WhatCannotBeReadIsNamed)
{
    const test::TempDir folder;
    EXPECT_EQ(load_error(folder / "none.yaml"), (folder / "none.yaml") + ": the file does not exist");
    EXPECT_EQ(load_error(folder.path().string()),
              folder.path().string() + ": the file is a folder; expected a file");
    EXPECT_EQ(load_error("/dev/null"), "/dev/null: the file is not a regular file");
    const auto huge = folder.write("huge.yaml", std::string(5UL * 1024 * 1024, '#'));
    EXPECT_EQ(load_error(huge), huge + ": the file is larger than 4194304 bytes");
}

TEST(File, RelativeNamesAreRelativeToTheFile)
{
    const test::TempDir folder;
    const auto file = folder.write("a.yaml", minimal + "store: {path: state/x.db}\ncontrol: {socket: s}\n");
    const auto result = load(file);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->config.store.path, folder / "state/x.db");
    EXPECT_EQ(result->config.control.socket, folder / "s");
}

TEST(File, PlainSecretInAFileForEverybodyIsWarnedAbout)
{
    const test::TempDir folder;
    const auto file = folder.write("a.yaml", minimal + "subscribers: []\n");
    EXPECT_EQ(load(file)->warnings.size(), 1U);
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    const auto warnings = lines(load(file)->warnings);
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_EQ(warnings[0], file +
                               ":4:13: openboxes.password: a secret stands in a file that every user may "
                               "read; let only its owner and the "
                               "daemon's group: chgrp openboxes-webhooks FILE && chmod 640 FILE");
}

}  // namespace
}  // namespace webhookd::config
