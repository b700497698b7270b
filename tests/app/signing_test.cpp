// The test vectors of standard-webhooks.md through `sign` and `verify`, the negative ones too; `secret
// generate`.

#include <gtest/gtest.h>

#include "support/program.hpp"

namespace webhookd::test {
namespace {

struct Vector
{
    const char* name;
    std::vector<std::string> secrets;
    std::vector<std::string> receiver;  ///< what the receiver holds: the same, but public keys
    std::string id;
    std::string timestamp;
    std::string body;
    std::string signature;

    friend void PrintTo(const Vector& vector, std::ostream* stream) { *stream << vector.name; }
};

const std::string secret_a = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string secret_c =
    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
const std::string public_c = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
const std::string public_d = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
const std::string new_d = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const std::string old_d = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
const std::string key_d =
    "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA==";

const Vector vector_a{"A",
                      {secret_a},
                      {secret_a},
                      "msg_p5jXN8AQM9LWM0D4loKWxJek",
                      "1614265330",
                      R"({"test": 2432232314})",
                      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="};
const Vector vector_b{"B",
                      {"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"},
                      {"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"},
                      "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                      "1649367553",
                      R"({"email":"test@example.com","username":"test_user"})",
                      "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="};
const Vector vector_c{
    "C",
    {secret_c},
    {public_c},
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "1614265330",
    R"({"test": 2432232314})",
    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="};
const Vector vector_d{
    "D",
    {new_d, old_d, key_d},
    {new_d},
    "msg_01JQZ3W8Y7G2N4K5M6P7R8S9T0",
    "1790856000",
    "{\"id\":\"evt_01JQZ3W8Y7G2N4K5M6P7R8S9T0\",\"type\":\"stockMovement.shipped\",\"timestamp\":\"2026-10-"
    "01T12:"
    "00:00.000Z\",\"data\":{\"id\":\"ff8081816482352b01648249e8cc0001\",\"name\":\"Café ☕ "
    "order\",\"quantity\":120}}",
    "v1,GhhphNpyFVd0YeRKNDY0yenMy8q7IPBLffXOQTf3hII= v1,nDA2Gk6yp75TzPhI9zt6JcXowfVcgwigBQEsBh1vzIU= "
    "v1a,5NDoxfvwg2kzIVPMKuql9B1OYcI4XRXIlhM0pLNNXQTj0BnNi9qJYkC1rS3BxEljB818kV3aBThymS5JacscAw=="};

std::vector<std::string> with_secrets(std::vector<std::string> arguments,
                                      const std::vector<std::string>& secrets)
{
    for (const auto& secret : secrets) {
        arguments.emplace_back("--secret");
        arguments.push_back(secret);
    }
    return arguments;
}

class SignedVector : public testing::TestWithParam<Vector>
{
};

TEST_P(SignedVector, SignPrintsTheHeader)
{
    const auto& [name, secrets, receiver, id, timestamp, body, signature] = GetParam();
    const auto signed_ = run(with_secrets({"sign", "--id", id, "--timestamp", timestamp}, secrets), body);
    EXPECT_EQ(signed_.status, 0) << signed_;
    EXPECT_EQ(signed_.out, signature + "\n");
    EXPECT_EQ(signed_.err, "");
}

TEST_P(SignedVector, VerifyAccepts)
{
    const auto& [name, secrets, receiver, id, timestamp, body, signature] = GetParam();
    const auto verified = run(with_secrets({"verify", "--id", id, "--timestamp", timestamp, "--signature",
                                            signature, "--now", timestamp},
                                           receiver),
                              body);
    EXPECT_EQ(verified.status, 0) << verified;
}

TEST_P(SignedVector, VerifyRefusesAnotherBody)
{
    const auto& [name, secrets, receiver, id, timestamp, body, signature] = GetParam();
    const auto verified = run(with_secrets({"verify", "--id", id, "--timestamp", timestamp, "--signature",
                                            signature, "--now", timestamp},
                                           receiver),
                              body + "\n");
    EXPECT_EQ(verified.status, 1) << verified;
    EXPECT_NE(verified.err, "");
}

INSTANTIATE_TEST_SUITE_P(Vectors, SignedVector, testing::Values(vector_a, vector_b, vector_c, vector_d),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

/// `verify` of vector A with one thing changed.
struct Verify
{
    std::vector<std::string> secrets = vector_a.secrets;
    std::string id = vector_a.id;
    std::string timestamp = vector_a.timestamp;
    std::string signature = vector_a.signature;
    std::string now = "1614265330";
    std::string tolerance = "5m";

    Finished operator()() const
    {
        return run(with_secrets({"verify", "--id", id, "--timestamp", timestamp, "--signature", signature,
                                 "--now", now, "--tolerance", tolerance},
                                secrets),
                   vector_a.body);
    }
};

TEST(Verification, RefusesAnotherId)
{
    EXPECT_EQ(Verify{.id = "msg_other"}().status, 1);
}

TEST(Verification, RefusesMissingHeaders)
{
    EXPECT_EQ(Verify{.id = ""}().status, 1);
    EXPECT_EQ(Verify{.timestamp = ""}().status, 1);
    EXPECT_EQ(Verify{.signature = ""}().status, 1);
}

TEST(Verification, RefusesANonNumericTimestamp)
{
    const auto verified = Verify{.timestamp = "hello"}();
    EXPECT_EQ(verified.status, 1);
    EXPECT_NE(verified.err.find("hello"), std::string::npos) << verified;
}

TEST(Verification, AcceptsTimestampsWithinTheTolerance)
{
    EXPECT_EQ(Verify{.now = "1614265630"}().status, 0);
    EXPECT_EQ(Verify{.now = "1614265030"}().status, 0);
    EXPECT_EQ((Verify{.now = "1614265930", .tolerance = "10m"}().status), 0);
    EXPECT_EQ(Verify{.now = "2021-02-25T15:02:10Z"}().status, 0);
}

TEST(Verification, RefusesTimestampsBeyondTheTolerance)
{
    EXPECT_EQ(Verify{.now = "1614265631"}().status, 1);
    EXPECT_EQ(Verify{.now = "1614265029"}().status, 1);
    EXPECT_EQ((Verify{.now = "1614265335", .tolerance = "4s"}().status), 1);
}

TEST(Verification, UsesTheMachinesClockByDefault)
{
    const auto verified = run({"verify", "--secret", secret_a, "--id", vector_a.id, "--timestamp",
                               vector_a.timestamp, "--signature", vector_a.signature},
                              vector_a.body);
    EXPECT_EQ(verified.status, 1) << "the vector is years old\n" << verified;
}

TEST(Verification, RefusesWrongSignatures)
{
    const auto& right = vector_a.signature;
    EXPECT_EQ(Verify{.signature = right.substr(0, 8)}().status, 1);
    EXPECT_EQ(Verify{.signature = "v2," + right.substr(3)}().status, 1);
    EXPECT_EQ(Verify{.signature = right.substr(3)}().status, 1) << "an entry without comma";
    EXPECT_EQ(Verify{.signature = "v1,AAAA v1,BBBB v1,CCCC"}().status, 1);
}

TEST(Verification, AcceptsTheRightOneThirdInAList)
{
    EXPECT_EQ(Verify{.signature = "v1,AAAA v2,BBBB " + vector_a.signature}().status, 0);
}

TEST(Verification, TriesEverySecret)
{
    EXPECT_EQ((Verify{.secrets = {new_d, secret_a}}().status), 0);
    EXPECT_EQ((Verify{.secrets = {new_d, old_d, public_d}}().status), 1);
}

TEST(Verification, RefusesEmptySecretsAsBadUsage)
{
    EXPECT_EQ(Verify{.secrets = {"whsec_"}}().status, 2);
    EXPECT_EQ(Verify{.secrets = {""}}().status, 2);
}

TEST(Verification, SaysWhyAsJsonToo)
{
    const auto verified = run({"verify", "--json", "--secret", secret_a, "--id", vector_a.id, "--timestamp",
                               "1614265330", "--signature", vector_a.signature, "--now", "1614265330"},
                              "{}");
    EXPECT_EQ(verified.status, 1);
    EXPECT_EQ(verified.json()["valid"], false);
    EXPECT_TRUE(verified.json()["reason"].is_string());
}

TEST(Verification, UnreadableArgumentsAreBadUsage)
{
    EXPECT_EQ(Verify{.tolerance = "five"}().status, 2);
    EXPECT_EQ(Verify{.now = "yesterday"}().status, 2);
    EXPECT_EQ(run({"verify", "--secret", secret_a}).status, 2);
}

TEST(Secrets, ComeFromAFileOrTheEnvironment)
{
    const TempDir folder;
    const auto file = folder.write("secret", secret_a + "\n");
    const std::vector<std::string> rest{"--id", vector_a.id, "--timestamp", vector_a.timestamp};
    for (const auto& source : {"@" + file, std::string("env:WEBHOOKD_TEST_SECRET")}) {
        Invocation invocation{.arguments = {"sign", "--secret", source},
                              .input = vector_a.body,
                              .environment = {{"WEBHOOKD_TEST_SECRET", secret_a}}};
        invocation.arguments.insert(invocation.arguments.end(), rest.begin(), rest.end());
        const auto signed_ = run(invocation);
        EXPECT_EQ(signed_.out, vector_a.signature + "\n") << signed_;
    }
}

TEST(Secrets, AreNotRepeatedInErrors)
{
    const auto refused = run({"sign", "--secret", "whsec_dG9vIHNob3J0", "--id", "a", "--timestamp", "1"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.err.find("dG9vIHNob3J0"), std::string::npos) << refused;
}

TEST(Secrets, MissingOnesAreBadUsage)
{
    EXPECT_EQ(run({"sign", "--secret", "@/nowhere", "--id", "a", "--timestamp", "1"}).status, 2);
    EXPECT_EQ(run({"sign", "--secret", "env:WEBHOOKD_NOT_SET", "--id", "a", "--timestamp", "1"}).status, 2);
}

TEST(Signing, RefusesWhatNoReceiverAccepts)
{
    EXPECT_EQ(run({"sign", "--secret", secret_a, "--id", "a.b", "--timestamp", "1"}).status, 2);
    EXPECT_EQ(run({"sign", "--secret", secret_a, "--id", "a", "--timestamp", "now"}).status, 2);
    EXPECT_EQ(run({"sign", "--secret", public_c, "--id", "a", "--timestamp", "1"}).status, 2);
}

TEST(Signing, SignsBytesThatAreNotText)
{
    const std::string body("\0\r\n\xff\x1a", 5);
    const auto header = run({"sign", "--secret", secret_a, "--id", "a", "--timestamp", "5"}, body);
    ASSERT_EQ(header.status, 0) << header;
    const auto verified = run({"verify", "--secret", secret_a, "--id", "a", "--timestamp", "5", "--signature",
                               header.out.substr(0, header.out.size() - 1), "--now", "5"},
                              body);
    EXPECT_EQ(verified.status, 0) << verified;
}

TEST(SecretGenerate, PrintsTheSecretAloneOnStandardOutput)
{
    const auto generated = run({"secret", "generate"});
    EXPECT_EQ(generated.status, 0);
    EXPECT_EQ(generated.out.find("whsec_"), 0U) << generated;
    EXPECT_EQ(generated.out.size(), 6U + 44U + 1U) << "32 bytes in base64 and a newline";
    EXPECT_EQ(generated.err, "");
    EXPECT_NE(run({"secret", "generate"}).out, generated.out);
}

TEST(SecretGenerate, Ed25519KeysVerifyWithTheirPublicHalf)
{
    const auto generated = run({"secret", "generate", "--ed25519", "--json"}).json();
    const auto secret = generated["secret"].get<std::string>();
    const auto public_key = generated["public_key"].get<std::string>();
    EXPECT_EQ(secret.find("whsk_"), 0U);
    EXPECT_EQ(public_key.find("whpk_"), 0U);
    const auto header = run({"sign", "--secret", secret, "--id", "a", "--timestamp", "5"}, "body").out;
    const auto verified = run({"verify", "--secret", public_key, "--id", "a", "--timestamp", "5",
                               "--signature", header.substr(0, header.size() - 1), "--now", "5"},
                              "body");
    EXPECT_EQ(verified.status, 0) << verified;
}

TEST(SecretGenerate, Ed25519PrintsThePublicKeyBesideTheSecret)
{
    const auto generated = run({"secret", "generate", "--ed25519"});
    EXPECT_EQ(generated.out.find("whsk_"), 0U) << generated;
    EXPECT_NE(generated.err.find("whpk_"), std::string::npos) << generated;
}

}  // namespace
}  // namespace webhookd::test
