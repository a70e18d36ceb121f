#include "tracks/ebml.hpp"

#include <gtest/gtest.h>

namespace vchat::tracks {
namespace {

Bytes element(const EbmlWriter& writer, std::size_t head) {
  return {writer.bytes().begin() + static_cast<std::ptrdiff_t>(head), writer.bytes().end()};
}

TEST(EbmlTest, NumbersAreAsShortAsTheyCanBe) {
  EbmlWriter small;
  small.number(EbmlId::track_number, 0);
  EXPECT_EQ(small.bytes(), (Bytes{0xD7, 1, 0, 0, 0, 0, 0, 0, 1, 0}));
  EbmlWriter large;
  large.number(EbmlId::track_number, 0x1234);
  EXPECT_EQ(large.bytes(), (Bytes{0xD7, 1, 0, 0, 0, 0, 0, 0, 2, 0x12, 0x34}));
}

TEST(EbmlTest, IdsHaveTheirOwnLength) {
  EbmlWriter writer;
  writer.master(EbmlId::segment, EbmlWriter());
  EXPECT_EQ(writer.bytes(), (Bytes{0x18, 0x53, 0x80, 0x67, 1, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(EbmlTest, ABlockNamesTrackTimeAndWhetherItIsAKeyframe) {
  EbmlWriter writer;
  writer.block(2, -1, true, {7, 8}).block(1, 300, false, {9});
  EXPECT_EQ(element(writer, 9), (Bytes{0x82, 0xFF, 0xFF, 0x80, 7, 8, 0xA3, 1, 0, 0, 0, 0, 0, 0, 5, 0x81, 1, 44, 0, 9}));
}

TEST(EbmlTest, AnEndlessElementGetsASizeLater) {
  EbmlWriter writer;
  writer.endless_head(EbmlId::cluster);
  EXPECT_EQ(element(writer, 4), (Bytes{1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
  EXPECT_EQ(ebml_size(0x1234), (Bytes{1, 0, 0, 0, 0, 0, 0x12, 0x34}));
}

TEST(EbmlTest, PaddingHasTheSizeThatWasAskedFor) {
  for (const std::size_t size : {9U, 10U, 4000U}) {
    EbmlWriter writer;
    EXPECT_EQ(writer.padding(size).size(), size);
  }
}

}  // namespace
}  // namespace vchat::tracks
