// The vectors A to D of standard-webhooks.md, and what a receiver must refuse.

#include "webhookd/core/signature.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

#include "support/property.hpp"

namespace webhookd::core {
namespace {

using namespace std::chrono_literals;

SigningKey key(const std::string& text)
{
    auto parsed = SigningKey::parse(SecretText(text));
    if (!parsed) throw std::runtime_error(parsed.error());
    return *parsed;
}

struct Message
{
    std::string id;
    std::string timestamp;
    std::string body;
};

const Message message_a{"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})"};
const std::string secret_a = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string signature_a = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

const std::string private_c =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
const std::string public_c = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
const std::string signature_c =
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

std::string sign(const SigningKey& with, const Message& message)
{
    return with.sign(message.id, message.timestamp, message.body);
}

TEST(Signature, VectorA)
{
    EXPECT_EQ(sign(key(secret_a), message_a), signature_a);
}

TEST(Signature, VectorB)
{
    const Message message{"msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", "1649367553",
                          R"({"email":"test@example.com","username":"test_user"})"};
    EXPECT_EQ(sign(key("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"), message),
              "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");
}

TEST(Signature, VectorC)
{
    EXPECT_EQ(sign(key(private_c), message_a), signature_c);
    EXPECT_EQ(key(private_c).public_key(), public_c);
    EXPECT_TRUE(key(public_c).matches(signature_c, message_a.id, message_a.timestamp, message_a.body));
}

TEST(Signature, VectorD)
{
    const Message message{
        "msg_01JQZ3W8Y7G2N4K5M6P7R8S9T0", "1790856000",
        R"({"id":"evt_01JQZ3W8Y7G2N4K5M6P7R8S9T0","type":"stockMovement.shipped",)"
        R"("timestamp":"2026-10-01T12:00:00.000Z",)"
        R"("data":{"id":"ff8081816482352b01648249e8cc0001","name":"Café ☕ order","quantity":120}})"};
    ASSERT_EQ(message.body.size(), 198U);
    const std::vector keys{
        key("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        key("whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="),
        key("whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA==")};
    const std::string expected =
        "v1,GhhphNpyFVd0YeRKNDY0yenMy8q7IPBLffXOQTf3hII= v1,nDA2Gk6yp75TzPhI9zt6JcXowfVcgwigBQEsBh1vzIU= "
        "v1a,5NDoxfvwg2kzIVPMKuql9B1OYcI4XRXIlhM0pLNNXQTj0BnNi9qJYkC1rS3BxEljB818kV3aBThymS5JacscAw==";
    EXPECT_EQ(signature_header(keys, message.id, message.timestamp, message.body), expected);
    EXPECT_EQ(keys[2].public_key(), "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=");
    const Timestamp now{1790856000s};
    for (const auto& one : keys)
        EXPECT_TRUE(verify({&one, 1}, message.id, message.timestamp, expected, message.body, now, 5min));
}

/// Vector A as a receiver gets it, to be spoiled in one place.
struct Received
{
    std::vector<SigningKey> keys{key(secret_a)};
    std::string id = message_a.id;
    std::string timestamp = message_a.timestamp;
    std::string header = signature_a;
    std::string body = message_a.body;
    Timestamp now{1614265330s};

    std::string error() const
    {
        const auto result = verify(keys, id, timestamp, header, body, now, 5min);
        return result ? "" : result.error();
    }
};

TEST(Verify, AcceptsWhatWasSigned)
{
    EXPECT_EQ(Received{}.error(), "");
}

TEST(Verify, RefusesEachMissingHeader)
{
    EXPECT_EQ((Received{.id = ""}.error()), "webhook-id is missing");
    EXPECT_EQ((Received{.timestamp = ""}.error()), "webhook-timestamp is missing");
    EXPECT_EQ((Received{.header = ""}.error()), "webhook-signature is missing");
    EXPECT_EQ((Received{.header = "  "}.error()), "webhook-signature is missing");
    EXPECT_EQ((Received{.keys = {}}.error()), "no key was given to verify with");
}

TEST(Verify, RefusesATimestampThatIsNoNumber)
{
    for (const auto* text :
         {"abc", "1614265330.5", "-1614265330", "+1614265330", " 1614265330", "1614265330123456789"}) {
        Received received;
        received.timestamp = text;
        EXPECT_NE(received.error().find("expected Unix seconds"), std::string::npos) << text;
    }
}

TEST(Verify, AcceptsFiveMinutesEitherWayAndNotOneSecondMore)
{
    EXPECT_EQ((Received{.now = Timestamp{1614265330s + 5min}}.error()), "");
    EXPECT_EQ((Received{.now = Timestamp{1614265330s - 5min}}.error()), "");
    EXPECT_EQ((Received{.now = Timestamp{1614265330s + 5min + 1s}}.error()),
              "webhook-timestamp 1614265330 is 301s old, more than the tolerance of 5m");
    EXPECT_EQ((Received{.now = Timestamp{1614265330s - 5min - 1s}}.error()),
              "webhook-timestamp 1614265330 is 301s in the future, more than the tolerance of 5m");
}

class WrongSignature : public testing::TestWithParam<std::string>
{
};

TEST_P(WrongSignature, IsRefused)
{
    Received received;
    received.header = GetParam();
    EXPECT_NE(received.error().find("in webhook-signature fits"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Verify, WrongSignature,
    testing::Values("v1,g0hM9SsE",                                       // truncated to 8 characters
                    "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",   // right MAC, unknown version
                    "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",  // right MAC, other version
                    "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",      // no version, no comma
                    "v1", "v1,", ",", "v1,,",                            //
                    "v1,G0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",   // one bit
                    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",    // unpadded
                    "v1,AAAA v1,BBBB v1,CCCC"));                         // three wrong ones

TEST(Verify, AcceptsTheRightEntryAmongOthers)
{
    for (const auto& header : {"v1,AAAA v1,BBBB " + signature_a, "v2,AAAA garbage " + signature_a,
                               signature_a + " v1,AAAA", "  " + signature_a + " "}) {
        Received received;
        received.header = header;
        EXPECT_EQ(received.error(), "") << header;
    }
}

TEST(Verify, AcceptsAnyOfTheKeysDuringARotation)
{
    Received received;
    received.keys = {key("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"), key(secret_a)};
    EXPECT_EQ(received.error(), "");
}

TEST(Verify, RefusesAChangedMessage)
{
    EXPECT_NE((Received{.id = "msg_x"}.error()), "");
    EXPECT_NE((Received{.timestamp = "1614265331"}.error()), "");
    EXPECT_NE((Received{.body = "{}"}.error()), "");
    EXPECT_NE((Received{.keys = {key("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")}}.error()), "");
}

TEST(Verify, RefusesAChangedMessageUnderEd25519)
{
    const std::vector keys{key(public_c)};
    const Timestamp now{1614265330s};
    EXPECT_TRUE(verify(keys, message_a.id, message_a.timestamp, signature_c, message_a.body, now, 5min));
    EXPECT_FALSE(verify(keys, message_a.id, message_a.timestamp, signature_c, "{}", now, 5min));
    EXPECT_FALSE(verify(keys, message_a.id, message_a.timestamp, "v1a,AAAA", message_a.body, now, 5min));
    EXPECT_FALSE(verify(keys, message_a.id, message_a.timestamp, signature_a, message_a.body, now, 5min));
}

TEST(SigningKey, AcceptsABareSecret)
{
    EXPECT_EQ(sign(key(secret_a.substr(6)), message_a), signature_a);
}

TEST(SigningKey, AcceptsSecretsOf24To64Bytes)
{
    const auto of_bytes = [](std::size_t triples) {
        std::string base64 = "whsec_";
        for (std::size_t triple = 0; triple < triples; ++triple)
            base64 += "AAAA";
        return SecretText(base64);
    };
    EXPECT_TRUE(SigningKey::parse(of_bytes(8)));
    EXPECT_TRUE(SigningKey::parse(of_bytes(21)));
    EXPECT_FALSE(SigningKey::parse(of_bytes(7)));
    EXPECT_FALSE(SigningKey::parse(of_bytes(22)));
}

class WrongKey : public testing::TestWithParam<const char*>
{
};

TEST_P(WrongKey, IsRefusedWithoutBeingQuoted)
{
    const std::string text = GetParam();
    const auto parsed = SigningKey::parse(SecretText(text));
    ASSERT_FALSE(parsed);
    EXPECT_NE(parsed.error().find("expected"), std::string::npos);
    if (text.size() > 6) EXPECT_EQ(parsed.error().find(text.substr(5)), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    SigningKey, WrongKey,
    testing::Values(
        "", "whsec_", "whsk_", "whpk_", "hunter2", "whsec_hunter2-is-not-base64",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",           // a line break
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",  // unpadded
        "whxx_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",              // unknown prefix
        "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",  // the seed alone
        "whpk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
        "whsk_AAAAdCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="));

TEST(SigningKey, PublicKeyVerifiesAndDoesNotSign)
{
    EXPECT_FALSE(key(public_c).can_sign());
    EXPECT_EQ(key(public_c).public_key(), public_c);
    EXPECT_THROW(sign(key(public_c), message_a), std::logic_error);
    EXPECT_TRUE(key(private_c).can_sign());
}

TEST(SigningKey, SymmetricKeyHasNoPublicKey)
{
    EXPECT_TRUE(key(secret_a).can_sign());
    EXPECT_EQ(key(secret_a).public_key(), "");
}

TEST(SigningKey, GeneratesKeysThatCanBeRead)
{
    for (const bool ed25519 : {false, true}) {
        const auto text = SigningKey::generate(ed25519);
        EXPECT_TRUE(text.reveal().starts_with(ed25519 ? "whsk_" : "whsec_"));
        const auto generated = key(text.reveal());
        EXPECT_TRUE(
            generated.matches(sign(generated, message_a), message_a.id, message_a.timestamp, message_a.body));
    }
}

TEST(SigningKey, GeneratesADifferentKeyEachTime)
{
    EXPECT_NE(SigningKey::generate(false).reveal(), SigningKey::generate(false).reveal());
    EXPECT_NE(SigningKey::generate(true).reveal(), SigningKey::generate(true).reveal());
}

RC_GTEST_PROP(Signature, HoldsForAnyBytes, (const std::string& body))
{
    for (const auto& one : {key(secret_a), key(private_c)})
        RC_ASSERT(one.matches(one.sign("evt_a", "1", body), "evt_a", "1", body));
}

RC_GTEST_PROP(Verify, AnyHeaderIsSafe, (const std::string& header))
{
    const std::vector keys{key(secret_a), key(public_c)};
    RC_ASSERT(!verify(keys, "evt_a", "1", header, "{}", Timestamp{1s}, 5min));
}

}  // namespace
}  // namespace webhookd::core
