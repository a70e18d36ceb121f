#include "peer/certificate.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace vchat::peer {
namespace {

// Made with `openssl req -x509`; its fingerprint as `openssl x509 -fingerprint -sha256` gives it.
const std::string pem =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBczCCARmgAwIBAgIUbFrk2E7P66R/xcLCiWFqthuaZ1swCgYIKoZIzj0EAwIw\n"
    "DzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjMwMDA4MThaFw0zNjExMjAwMDA4MTha\n"
    "MA8xDTALBgNVBAMMBHRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATto0YW\n"
    "1Qbzvi7xh0bWmCEv7L9JM7Wj9awf6mWMnpdfA8W08eYnp+R0wxXlyBwCxo4X6nLO\n"
    "SgCYfQKDZQ+naUcwo1MwUTAdBgNVHQ4EFgQUp1tLYoO9VzxKNGa0z3yfj1IkDycw\n"
    "HwYDVR0jBBgwFoAUp1tLYoO9VzxKNGa0z3yfj1IkDycwDwYDVR0TAQH/BAUwAwEB\n"
    "/zAKBggqhkjOPQQDAgNIADBFAiApGtcsYxTuYk6hAde78mPpofgi8uZClfS6PRDh\n"
    "R3nE7gIhAP+Zp/IJCv3c3JIhBQseEvy89bWMSwGCMdIer5/kxO7O\n"
    "-----END CERTIFICATE-----\n"
    "";
const std::array<std::uint8_t, 4> first_bytes{0xC0, 0x70, 0x6E, 0x9D};

TEST(Certificate, HasTheFingerprintThatOpensslGives) {
  const auto fingerprint = certificate_fingerprint(pem);
  ASSERT_TRUE(fingerprint);
  EXPECT_TRUE(std::equal(first_bytes.begin(), first_bytes.end(), fingerprint->begin()));
}

TEST(Certificate, HasNoneIfItIsNotOne) {
  EXPECT_FALSE(certificate_fingerprint(""));
  EXPECT_FALSE(certificate_fingerprint("-----BEGIN CERTIFICATE-----"));
  EXPECT_FALSE(certificate_fingerprint("-----BEGIN CERTIFICATE----------END CERTIFICATE-----"));
  EXPECT_FALSE(certificate_fingerprint("-----END CERTIFICATE-----\nAAAA\n-----BEGIN CERTIFICATE-----"));
}

}  // namespace
}  // namespace vchat::peer
