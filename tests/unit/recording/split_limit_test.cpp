#include "recording/split_limit.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::recording {
namespace {

using namespace std::chrono_literals;

SplitLimit of_size(std::uint64_t bytes) {
  return {.size = bytes, .time = std::nullopt};
}
SplitLimit of_time(std::chrono::milliseconds time) {
  return {.size = std::nullopt, .time = time};
}

TEST(SplitLimit, IsASizeOrATime) {
  EXPECT_EQ(parse_split_limit("500M"), of_size(500 * 1024 * 1024));
  EXPECT_EQ(parse_split_limit("1.5G"), of_size(3ULL * 512 * 1024 * 1024));
  EXPECT_EQ(parse_split_limit("2048k"), of_size(2 * 1024 * 1024));
  EXPECT_EQ(parse_split_limit("10min"), of_time(10min));
  EXPECT_EQ(parse_split_limit("10m"), of_time(10min));
  EXPECT_EQ(parse_split_limit("1h30min"), of_time(90min));
  EXPECT_EQ(parse_split_limit("90"), of_time(90s));
}

TEST(SplitLimit, RefusesWhatIsNeitherOrTooLittle) {
  for (const auto* text :
       {"", "M", "-5M", "0G", "100k", "1e9M", "nanM", "infG", "5 M", "4s", "0", "min", "M500", "10mins"})
    EXPECT_THROW(static_cast<void>(parse_split_limit(text)), util::UsageError) << text;
}

TEST(SplitLimit, IsReachedByWhatItLimits) {
  EXPECT_FALSE(SplitLimit().reached(1ULL << 40, 24h));
  EXPECT_FALSE(of_size(100).reached(99, 24h));
  EXPECT_TRUE(of_size(100).reached(100, 0s));
  EXPECT_FALSE(of_time(5s).reached(1ULL << 40, 4999ms));
  EXPECT_TRUE(of_time(5s).reached(0, 5s));
}

}  // namespace
}  // namespace vchat::recording
