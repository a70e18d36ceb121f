#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../support/token_keys.hpp"
#include "glib/owned.hpp"
#include "server/token_claims.hpp"
#include "server/token_key.hpp"
#include "util/base64url.hpp"
#include "util/error.hpp"

namespace vchat::server {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

const std::string secret = "a secret that has 32 bytes or so!";
const std::string claims = R"({"room":"tea"})";

/// Signed as HS256 asks for, whatever the header says.
std::string signed_with(const std::string& key, const std::string& header) {
  auto token = util::to_base64url(header) + "." + util::to_base64url(claims);
  const std::unique_ptr<GHmac, glib::FreeWith<g_hmac_unref>> hmac(
      g_hmac_new(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(key.data()), key.size()));
  g_hmac_update(hmac.get(), reinterpret_cast<const guchar*>(token.data()), static_cast<gssize>(token.size()));
  std::string digest(32, '\0');
  gsize length = digest.size();
  g_hmac_get_digest(hmac.get(), reinterpret_cast<guint8*>(digest.data()), &length);
  return token += "." + util::to_base64url(digest);
}

TEST(TokenKey, ReadsWhatItSignsWithEachKindOfKey) {
  for (const auto& [kind, private_key, public_key] :
       {std::tuple(KeyKind::secret, secret, secret + "\n"), std::tuple(KeyKind::rsa, rsa_private, rsa_public),
        std::tuple(KeyKind::ec, ec_private, ec_public)}) {
    const TokenVerifier verifier(public_key, "f");
    EXPECT_EQ(verifier.kind(), kind);
    const auto token = TokenSigner(private_key, "f").sign(claims);
    EXPECT_EQ(verifier.verify(token), claims) << token;
  }
}

TEST(TokenKey, RefusesWhatIsAltered) {
  for (const auto& [private_key, public_key] :
       {std::pair(secret, secret), std::pair(rsa_private, rsa_public), std::pair(ec_private, ec_public)}) {
    const TokenVerifier verifier(public_key, "f");
    const auto token = TokenSigner(private_key, "f").sign(claims);
    const auto body = token.find('.') + 1;
    const auto signature = token.rfind('.') + 1;
    const auto other_claims =
        token.substr(0, body) + util::to_base64url(R"({"room":"*"})") + token.substr(signature - 1);
    auto other_signature = token;
    other_signature[signature + 3] = other_signature[signature + 3] == 'A' ? 'B' : 'A';
    for (const auto& altered :
         {other_claims, other_signature, token.substr(0, signature), token.substr(0, signature - 1),
          token.substr(0, body - 1), token + "A", std::string(), std::string(".."), std::string("a.b.c")})
      EXPECT_EQ(verifier.verify(altered), std::nullopt) << altered;
  }
}

TEST(TokenKey, TakesTheAlgorithmFromTheKeyAlone) {
  const auto rs256 = TokenSigner(rsa_private, "f").sign(claims);
  const auto es256 = TokenSigner(ec_private, "f").sign(claims);
  const auto hs256 = TokenSigner(secret, "f").sign(claims);
  EXPECT_EQ(TokenVerifier(ec_public, "f").verify(rs256), std::nullopt);
  EXPECT_EQ(TokenVerifier(rsa_public, "f").verify(es256), std::nullopt);
  EXPECT_EQ(TokenVerifier(secret, "f").verify(rs256), std::nullopt);
  EXPECT_EQ(TokenVerifier(secret + "!", "f").verify(hs256), std::nullopt) << "another secret";
  // Signed with the public key, which everyone may know, as if it were a secret.
  EXPECT_EQ(TokenVerifier(rsa_public, "f").verify(signed_with(rsa_public, R"({"alg":"HS256"})")), std::nullopt);
}

TEST(TokenKey, GoesByTheHeadersOfHs256Alone) {
  const TokenVerifier verifier(secret, "f");
  EXPECT_EQ(verifier.verify(signed_with(secret, R"({"alg":"HS256"})")), claims);
  EXPECT_EQ(verifier.verify(signed_with(secret, R"({"typ":"JWT","alg":"HS256","kid":"1"})")), claims);
  for (const auto* header :
       {R"({"alg":"none"})", R"({"alg":"None","typ":"JWT"})", R"({"typ":"JWT"})", R"({"alg":1})", R"({"alg":"HS384"})",
        R"({"alg":"HS256","alg":"none"})", R"({"alg":"HS256","crit":["x"]})", "[]", "", "\xff"}) {
    const auto token = signed_with(secret, header);
    EXPECT_EQ(verifier.verify(token), std::nullopt) << header;
    EXPECT_EQ(verifier.verify(token.substr(0, token.rfind('.') + 1)), std::nullopt) << header;
  }
}

TEST(TokenKey, NamesAKeyThatCannotBeUsed) {
  const auto complaint = [](const std::string& key) -> std::string {
    try {
      const TokenVerifier verifier(key, "keyfile");
    } catch (const util::UsageError& error) {
      return error.what();
    }
    return "fine";
  };
  EXPECT_THAT(complaint(std::string(31, 's')),
              testing::HasSubstr("keyfile: a secret for tokens has at least 32 bytes"));
  EXPECT_THAT(complaint(std::string(31, 's') + "\n"), testing::HasSubstr("32 bytes"));
  EXPECT_EQ(complaint(std::string(32, 's')), "fine");
  EXPECT_THAT(complaint(rsa_private), testing::HasSubstr("private key"));
  EXPECT_THAT(complaint(ed25519_public), testing::HasSubstr("RSA"));
  EXPECT_THAT(complaint(small_rsa_public), testing::HasSubstr("2048"));
  EXPECT_THAT(complaint(p384_public), testing::HasSubstr("P-256"));
  EXPECT_THAT(complaint("-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----\n"),
              testing::HasSubstr("not a public key"));
  EXPECT_THROW(TokenSigner(rsa_public, "f"), util::UsageError);
  EXPECT_THROW(TokenSigner("short", "f"), util::UsageError);
}

const system_clock::time_point now{seconds(2'000'000'000)};

std::optional<TokenClaims> read(const std::string& json, const std::string& room = "tea") {
  return usable_claims(json, {room, "vchat", now});
}

TEST(TokenClaims, SaysWhoItIsFor) {
  EXPECT_EQ(read(R"({"room":"tea","aud":"vchat","exp":2000000001,"name":" Zoe\u0308 ","moderator":true,"new":[1]})"),
            (TokenClaims{"Zo\u00eb", true}));
  EXPECT_EQ(read(R"({"room":"tea","aud":["x","vchat"],"exp":2e9,"nbf":2000000010.0})"),
            (TokenClaims{std::nullopt, false}));
}

TEST(TokenClaims, AreGoodForTheirRoomsAlone) {
  const auto good = [](const std::string& pattern, const std::string& room) {
    return read(R"({"room":")" + pattern + R"(","aud":"vchat","exp":2000000001})", room).has_value();
  };
  EXPECT_TRUE(good("tea", "tea"));
  EXPECT_FALSE(good("tea", "teas"));
  EXPECT_FALSE(good("Tea", "tea"));
  EXPECT_TRUE(good("*", "anything"));
  EXPECT_TRUE(good("class-*", "class-5b"));
  EXPECT_TRUE(good("class-*", "class-"));
  EXPECT_FALSE(good("class-*", "class5b"));
  EXPECT_FALSE(good("", "tea"));
  EXPECT_TRUE(good("cafe\u0301", "caf\u00e9"));
}

TEST(TokenClaims, MustAllBeThereAndFit) {
  for (const auto* wrong : {
           R"({})",
           R"([])",
           R"(no json)",
           R"({"aud":"vchat","exp":2000000001})",
           R"({"room":"tea","exp":2000000001})",
           R"({"room":"tea","aud":"vchat"})",
           R"({"room":["tea"],"aud":"vchat","exp":2000000001})",
           R"({"room":"tea","aud":"other","exp":2000000001})",
           R"({"room":"tea","aud":["other"],"exp":2000000001})",
           R"({"room":"tea","aud":[],"exp":2000000001})",
           R"({"room":"tea","aud":{"vchat":1},"exp":2000000001})",
           R"({"room":"tea","aud":"vchat","exp":1999999990})",
           R"({"room":"tea","aud":"vchat","exp":"2000000001"})",
           R"({"room":"tea","aud":"vchat","exp":null})",
           R"({"room":"tea","aud":"vchat","exp":1e999})",
           R"({"room":"tea","aud":"vchat","exp":2000000100,"nbf":2000000011})",
           R"({"room":"tea","aud":"vchat","exp":2000000100,"nbf":"soon"})",
           R"({"room":"tea","aud":"vchat","exp":2000000001,"name":"\u001b"})",
           R"({"room":"tea","aud":"vchat","exp":2000000001,"name":7})",
           R"({"room":"tea","aud":"vchat","exp":2000000001,"moderator":"true"})",
           R"({"room":"tea","room":"tea","aud":"vchat","exp":2000000001})",
       })
    EXPECT_EQ(read(wrong), std::nullopt) << wrong;
}

TEST(TokenClaims, AreWrittenAsTheyAreRead) {
  const auto json = claims_json({"tea-*", "Ana", true, "vchat", now, seconds(60)});
  EXPECT_EQ(json, R"({"room":"tea-*","name":"Ana","moderator":true,"aud":"vchat","iat":2000000000,"nbf":2000000000,)"
                  R"("exp":2000000060})");
  EXPECT_EQ(read(json, "tea-1"), (TokenClaims{"Ana", true}));
  EXPECT_EQ(usable_claims(json, {"tea-1", "vchat", now + seconds(70)}), std::nullopt);
}

}  // namespace
}  // namespace vchat::server
