#include "signaling/tls_trust.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::signaling {
namespace {

TEST(ParseFingerprint, ReadsEitherCaseWithAndWithoutColons) {
  std::string wanted;
  for (int i = 0; i < 32; ++i) wanted += i == 0 ? "AB" : ":AB";
  std::string plain;
  for (int i = 0; i < 32; ++i) plain += "aB";
  EXPECT_EQ(parse_fingerprint(plain), wanted);
  EXPECT_EQ(parse_fingerprint(wanted), wanted);
}

TEST(ParseFingerprint, RefusesWhatIsNone) {
  const std::string digits(64, 'a');
  for (const auto& text :
       {std::string(), digits.substr(1), digits + "a", digits.substr(1) + "g", digits.substr(1) + " "})
    EXPECT_THROW(static_cast<void>(parse_fingerprint(text)), util::UsageError) << text;
}

TEST(TlsVerifier, WantsAFileOfAuthorities) {
  EXPECT_THROW(TlsVerifier({.ca_file = "/dev/null/none", .fingerprint = {}}), util::UsageError);
}

}  // namespace
}  // namespace vchat::signaling
