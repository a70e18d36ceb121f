#include "server/origin.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::server {
namespace {

TEST(Origin, OfNoBrowserIsFine) {
  EXPECT_TRUE(origin_allowed(nullptr, "example.org", {}));
  EXPECT_TRUE(origin_allowed(nullptr, nullptr, {}));
}

TEST(Origin, OfThisServerIsFine) {
  EXPECT_TRUE(origin_allowed("https://example.org", "example.org", {}));
  EXPECT_TRUE(origin_allowed("http://example.org:8080", "example.org:8080", {}));
  EXPECT_TRUE(origin_allowed("https://Example.org", "example.ORG:443", {}));
  EXPECT_TRUE(origin_allowed("http://[::1]:8080", "[::1]:8080", {}));
}

TEST(Origin, OfAStrangerIsNot) {
  for (const auto* origin : {"https://evil.example", "https://example.org.evil.example", "https://example.org:444",
                             "null", "", "example.org", "file://", "https://example.org@evil.example",
                             "https://example.org/x", "https://example.org, https://evil.example"})
    EXPECT_FALSE(origin_allowed(origin, "example.org", {})) << origin;
  EXPECT_FALSE(origin_allowed("https://example.org", nullptr, {}));
  EXPECT_FALSE(origin_allowed("https://evil.example", "example.org@evil.example", {}));
}

TEST(Origin, MayBeAllowedByName) {
  const std::vector<std::string> allowed{parse_origin("https://Other.example:443")};
  EXPECT_TRUE(origin_allowed("https://other.example", "example.org", allowed));
  EXPECT_FALSE(origin_allowed("http://other.example", "example.org", allowed));
}

TEST(Origin, IsASchemeAndAHost) {
  for (const auto* text : {"", "example.org", "https://", "ftp://example.org", "https://example.org/", "*"})
    EXPECT_THROW(static_cast<void>(parse_origin(text)), util::UsageError) << text;
}

}  // namespace
}  // namespace vchat::server
