#include "util/base64url.hpp"

#include <gtest/gtest.h>

namespace vchat::util {
namespace {

TEST(Base64url, WritesWhatRfc4648Says) {
  EXPECT_EQ(to_base64url(""), "");
  EXPECT_EQ(to_base64url("f"), "Zg");
  EXPECT_EQ(to_base64url("fo"), "Zm8");
  EXPECT_EQ(to_base64url("foo"), "Zm9v");
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
}

TEST(Base64url, ReadsWhatItWrites) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
}

TEST(Base64url, ReadsNothingElse) {
  for (const char* text : {"Zg==", "Zh", "Z", "Zm9v ", "Zm+v", "Zm/v", "Zm\xc3\xa4v"})
    EXPECT_FALSE(from_base64url(text)) << text;
}

}  // namespace
}  // namespace vchat::util
