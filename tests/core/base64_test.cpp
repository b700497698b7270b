// Base64 as in RFC 4648, with one text per value.

#include "webhookd/core/base64.hpp"

#include <gtest/gtest.h>

#include "support/property.hpp"

namespace webhookd::core {
namespace {

std::vector<std::uint8_t> bytes(std::string_view text)
{
    return {text.begin(), text.end()};
}

TEST(Base64, AgreesWithTheRfc)  // RFC 4648 10
{
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        EXPECT_EQ(encode_base64(bytes(plain)), encoded);
        EXPECT_EQ(decode_base64(encoded), bytes(plain));
    }
}

TEST(Base64, AcceptsOneTextPerValue)
{
    for (const auto* text : {"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm9v=", "Zm9v====",
                             "Zm 9", "Zm9v\n", "Zm-_", "=Zg=", "Z=g=", "Zm9vZg"})
        EXPECT_FALSE(decode_base64(text)) << text;
}

RC_GTEST_PROP(Base64, IsDecodedAsEncoded, (const std::vector<std::uint8_t>& value))
{
    RC_ASSERT(decode_base64(encode_base64(value)) == value);
}

RC_GTEST_PROP(Base64, EncodesAsDecoded, (const std::string& text))
{
    const auto decoded = decode_base64(text);
    if (decoded) RC_ASSERT(encode_base64(*decoded) == text);
}

TEST(Base32, AgreesWithTheRfc)  // RFC 4648 10, as far as no padding is needed
{
    const std::string_view text = "foobarbazz";
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    EXPECT_EQ(encode_base32(std::span(bytes).first(5)), "mzxw6ytb");
    EXPECT_EQ(encode_base32(bytes), "mzxw6ytbojrgc6t2");
    EXPECT_EQ(encode_base32({}), "");
}

}  // namespace
}  // namespace webhookd::core
