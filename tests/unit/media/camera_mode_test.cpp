#include "media/camera_mode.hpp"

#include <string>

#include <gtest/gtest.h>

#include "glib/owned.hpp"

namespace vchat::media {
namespace {

/// What a common USB camera offers: uncompressed up to 640x480, JPEG above, rates as lists.
constexpr const char* usb_camera =
    "video/x-raw,format=YUY2,width=640,height=480,framerate={(fraction)30/1,(fraction)15/1};"
    "video/x-raw,format=YUY2,width=1280,height=720,framerate=10/1;"
    "video/x-raw,format=YUY2,width=320,height=240,framerate=30/1;"
    "image/jpeg,width=1280,height=720,framerate={(fraction)30/1,(fraction)15/1};"
    "image/jpeg,width=640,height=360,framerate=30/1;"
    "image/jpeg,width=1920,height=1080,framerate=30/1";

std::string chosen(const char* offered, const PictureLimits& wanted) {
  auto caps = glib::adopt(gst_caps_from_string(offered));
  auto mode = choose_mode(caps.get(), wanted);
  if (!mode) return "nothing";
  EXPECT_TRUE(gst_caps_is_fixed(mode.get()));
  const auto* structure = gst_caps_get_structure(mode.get(), 0);
  int width = 0;
  int height = 0;
  int rate_n = 0;
  int rate_d = 1;
  gst_structure_get_int(structure, "width", &width);
  gst_structure_get_int(structure, "height", &height);
  gst_structure_get_fraction(structure, "framerate", &rate_n, &rate_d);
  const char* format = gst_structure_get_string(structure, "format");
  return std::string(format ? format : gst_structure_get_name(structure)) + " " + std::to_string(width) + "x" +
         std::to_string(height) + "@" + std::to_string(rate_n / rate_d);
}

TEST(ChooseMode, TakesTheExactSizeEvenAsJpeg) {
  EXPECT_EQ(chosen(usb_camera, {640, 360, 30}), "image/jpeg 640x360@30");
}

TEST(ChooseMode, PrefersRawAtTheSameSize) {
  EXPECT_EQ(chosen("image/jpeg,width=640,height=480,framerate=30/1;"
                   "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1",
                   {640, 480, 30}),
            "YUY2 640x480@30");
}

TEST(ChooseMode, PrefersTheRateOverRaw) {
  EXPECT_EQ(chosen(usb_camera, {1280, 720, 30}), "image/jpeg 1280x720@30");
  EXPECT_EQ(chosen(usb_camera, {1280, 720, 10}), "YUY2 1280x720@10");
}

TEST(ChooseMode, PrefersALittleTooLargeOverTooSmall) {
  EXPECT_EQ(chosen("video/x-raw,format=YUY2,width=320,height=240,framerate=30/1;"
                   "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1;"
                   "video/x-raw,format=YUY2,width=1600,height=1200,framerate=30/1",
                   {480, 270, 30}),
            "YUY2 640x480@30");
}

TEST(ChooseMode, FixesRangesToWhatIsWanted) {
  EXPECT_EQ(chosen("video/x-raw,format={(string)RGB,(string)NV12,(string)YUY2},width=[16,4056],height=[16,3040],"
                   "framerate=[1/1,120/1]",
                   {640, 360, 25}),
            "NV12 640x360@25");
  EXPECT_EQ(chosen("video/x-raw,format=NV12,width=[640,1920,2],height=[480,1080,2],framerate=[0/1,2147483647/1]",
                   {320, 180, 30}),
            "NV12 640x480@30");
}

TEST(ChooseMode, DoesNotNeedMoreFramesThanWanted) {
  EXPECT_EQ(
      chosen("video/x-raw,format=YUY2,width=640,height=360,framerate={(fraction)60/1,(fraction)30/1}", {640, 360, 30}),
      "YUY2 640x360@30");
  EXPECT_EQ(chosen("video/x-raw,format=YUY2,width=640,height=360,framerate=60/1", {640, 360, 30}), "YUY2 640x360@60");
}

TEST(ChooseMode, KnowsNoOtherCompression) {
  EXPECT_EQ(chosen("video/x-h264,width=640,height=360,framerate=30/1", {640, 360, 30}), "nothing");
  EXPECT_EQ(chosen("EMPTY", {640, 360, 30}), "nothing");
}

}  // namespace
}  // namespace vchat::media
