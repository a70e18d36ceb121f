#include "media/opus_packet.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using namespace std::chrono_literals;

std::chrono::microseconds duration(const std::vector<std::uint8_t>& packet) {
  return opus_duration(packet);
}

constexpr std::uint8_t toc(unsigned configuration, unsigned code) {
  return static_cast<std::uint8_t>(configuration << 3U | code);
}

TEST(OpusPacket, SaysHowLongItIs) {
  EXPECT_EQ(duration({toc(0, 0)}), 10ms);  // SILK
  EXPECT_EQ(duration({toc(11, 0)}), 60ms);
  EXPECT_EQ(duration({toc(13, 0)}), 20ms);    // hybrid
  EXPECT_EQ(duration({toc(16, 0)}), 2500us);  // CELT
  EXPECT_EQ(duration({toc(31, 0)}), 20ms);
}

TEST(OpusPacket, CountsItsFrames) {
  EXPECT_EQ(duration({toc(13, 1)}), 40ms);
  EXPECT_EQ(duration({toc(13, 2)}), 40ms);
  EXPECT_EQ(duration({toc(13, 3), 0x83}), 60ms);
}

TEST(OpusPacket, WhatIsNoneHasNoLength) {
  EXPECT_EQ(duration({}), 0ms);
  EXPECT_EQ(duration({toc(13, 3)}), 0ms);
}

}  // namespace
}  // namespace vchat::media
