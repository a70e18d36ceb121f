#include "tracks/h264.hpp"

#include <gtest/gtest.h>

namespace vchat::tracks {
namespace {

// Of x264, constrained baseline, 320x180.
const Bytes sps{0x67, 0x42, 0xC0, 0x15, 0xD9, 0x01, 0x41, 0x9F, 0x9F, 0x01, 0x6A, 0x0C, 0x0C, 0x0D, 0x4A,
                0x00, 0x00, 0x03, 0x00, 0x02, 0x00, 0x00, 0x03, 0x00, 0x79, 0x1E, 0x2C, 0x5C, 0x90};
const Bytes pps{0x68, 0xCB, 0x8C, 0xB2};

Bytes stream_of(const std::vector<Bytes>& units) {
  Bytes stream;
  for (const auto& unit : units) {
    stream.insert(stream.end(), {0, 0, 0, 1});
    stream.insert(stream.end(), unit.begin(), unit.end());
  }
  return stream;
}

TEST(H264Test, StartCodesOfBothLengthsBecomeLengths) {
  const Bytes stream{0, 0, 0, 1, 0x65, 1, 2, 0, 0, 1, 0x41, 3};
  EXPECT_EQ(with_lengths(stream), (Bytes{0, 0, 0, 3, 0x65, 1, 2, 0, 0, 0, 2, 0x41, 3}));
}

TEST(H264Test, WhatIsNoStreamBecomesNothing) {
  EXPECT_TRUE(with_lengths({}).empty());
  EXPECT_TRUE(with_lengths({1, 2, 3, 4}).empty());
  EXPECT_TRUE(with_lengths({0, 0, 1}).empty());
}

TEST(H264Test, TheFormatIsThatOfTheParameterSets) {
  const auto format = h264_format(stream_of({sps, pps, {0x65, 1, 2}}));
  ASSERT_TRUE(format);
  EXPECT_EQ(format->width, 320);
  EXPECT_EQ(format->height, 180);
  Bytes head{1, 0x42, 0xC0, 0x15, 0xFF, 0xE1, 0, static_cast<std::uint8_t>(sps.size())};
  EXPECT_EQ(Bytes(format->configuration.begin(), format->configuration.begin() + 8), head);
  EXPECT_EQ(format->configuration.size(), 8 + sps.size() + 3 + pps.size());
}

TEST(H264Test, WithoutBothParameterSetsThereIsNoFormat) {
  EXPECT_FALSE(h264_format(stream_of({sps})));
  EXPECT_FALSE(h264_format(stream_of({pps, {0x65, 1}})));
  EXPECT_FALSE(h264_format(stream_of({{0x67}, pps})));
  EXPECT_FALSE(h264_format(stream_of({{0x67, 0xFF, 0xFF, 0xFF, 0xFF}, pps})));
  EXPECT_FALSE(h264_format({}));
}

}  // namespace
}  // namespace vchat::tracks
