#include "peer/keyframe_start.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace vchat::peer {
namespace {

using Bytes = std::vector<std::uint8_t>;

bool vp8(const Bytes& payload) {
  return begins_keyframe(util::VideoCodec::vp8, payload);
}

bool h264(const Bytes& payload) {
  return begins_keyframe(util::VideoCodec::h264, payload);
}

TEST(KeyframeStart, Vp8WithEveryKindOfDescriptor) {
  EXPECT_TRUE(vp8({0x10, 0x50}));
  EXPECT_TRUE(vp8({0x90, 0x80, 0x11, 0x50})) << "picture ID of 7 bits";
  EXPECT_TRUE(vp8({0x90, 0x80, 0x91, 0x22, 0x50})) << "of 15 bits";
  EXPECT_TRUE(vp8({0x90, 0xe0, 0x91, 0x22, 0x01, 0x20, 0x50})) << "TL0PICIDX and TID";
  EXPECT_TRUE(vp8({0x90, 0x10, 0x01, 0x50})) << "KEYIDX";
  EXPECT_FALSE(vp8({0x10, 0x51})) << "an inter frame";
  EXPECT_FALSE(vp8({0x90, 0x80, 0x91, 0x22, 0x51}));
}

TEST(KeyframeStart, Vp8NotInTheMiddle) {
  EXPECT_FALSE(vp8({0x00, 0x50})) << "no start of a partition";
  EXPECT_FALSE(vp8({0x11, 0x50})) << "the second partition";
}

TEST(KeyframeStart, H264BeginsWithItsParameters) {
  EXPECT_TRUE(h264({0x67, 0x42}));
  EXPECT_TRUE(h264({0x78, 0x00, 0x10, 0x67, 0x42})) << "in a STAP-A";
  EXPECT_FALSE(h264({0x65, 0x88})) << "the picture itself";
  EXPECT_FALSE(h264({0x7c, 0x85})) << "FU-A";
  EXPECT_FALSE(h264({0x78, 0x00, 0x10, 0x61}));
}

TEST(KeyframeStart, NothingIsInWhatIsCutOff) {
  const Bytes whole{0x90, 0xf0, 0x91, 0x22, 0x01, 0x20};
  for (std::size_t length = 0; length <= whole.size(); ++length)
    EXPECT_FALSE(vp8({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)})) << length;
  const Bytes aggregate{0x78, 0x00, 0x10};
  for (std::size_t length = 0; length <= aggregate.size(); ++length)
    EXPECT_FALSE(h264({aggregate.begin(), aggregate.begin() + static_cast<std::ptrdiff_t>(length)})) << length;
}

}  // namespace
}  // namespace vchat::peer
