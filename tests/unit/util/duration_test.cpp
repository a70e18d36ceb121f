#include "util/duration.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::util {
namespace {

using std::chrono::milliseconds;

TEST(Duration, ReadsUnits) {
  EXPECT_EQ(parse_duration("90"), milliseconds(90'000));
  EXPECT_EQ(parse_duration("90s"), milliseconds(90'000));
  EXPECT_EQ(parse_duration("1.5m"), milliseconds(90'000));
  EXPECT_EQ(parse_duration("2h"), milliseconds(7'200'000));
  EXPECT_EQ(parse_duration("500ms"), milliseconds(500));
  EXPECT_EQ(parse_duration("0"), milliseconds(0));
}

TEST(Duration, AddsASequence) {
  EXPECT_EQ(parse_duration("1h30m5s"), milliseconds(5'405'000));
}

TEST(Duration, RefusesWhatIsNoTime) {
  for (const auto* text : {"", "s", "-1", "1x", "1s2y", "nan", "inf", "1e9", "99999999999h", "1 s", "0x10"})
    EXPECT_THROW(static_cast<void>(parse_duration(text)), UsageError) << text;
}

}  // namespace
}  // namespace vchat::util
