#include "util/random_id.hpp"

#include <set>

#include <gtest/gtest.h>

namespace vchat::util {
namespace {

TEST(RandomId, HasTwentyTwoCharactersOfBase64url) {
  const auto id = random_id();
  EXPECT_EQ(id.size(), 22U);
  EXPECT_EQ(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
}

TEST(RandomId, DoesNotRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(random_id()).second);
}

}  // namespace
}  // namespace vchat::util
