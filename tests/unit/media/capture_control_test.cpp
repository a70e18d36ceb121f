#include "media/capture_control.hpp"

#include <atomic>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/device_error.hpp"
#include "media/element.hpp"
#include "media/test_source.hpp"
#include "support/main_loop.hpp"

namespace vchat::media {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

/// A device that can be plugged and unplugged, and everything that is told about it.
class Device {
 public:
  explicit Device(std::string role = "camera")
      : control_({std::move(role), [this] { return make(); },
                  [](const CaptureFailure& failure) { return explain_failure("the camera", "", "video", failure); },
                  [this](GstSample*) { ++samples; }, 10ms},
                 {[this](const std::string& code, const std::string&) { codes.push_back(code); },
                  [this](bool running) { states.push_back(running); }}) {}

  /// The running source fails as an unplugged one does.
  void unplug() {
    present = false;
    GST_ELEMENT_ERROR(source_.get(), RESOURCE, READ, ("no such device"), (nullptr));
  }

  CaptureControl& control() { return control_; }
  bool present = true;
  std::atomic<int> samples = 0;
  std::vector<std::string> codes;
  std::vector<bool> states;

 private:
  glib::RefPtr<GstElement> make() {
    if (!present) throw util::DeviceError(util::DeviceProblem::missing, "it is not there");
    return source_ = make_test_picture({64, 48, 30});
  }

  glib::RefPtr<GstElement> source_;
  CaptureControl control_;
};

TEST(CaptureControl, StartThrowsWhatIsWrong) {
  Device device;
  device.present = false;
  EXPECT_THROW(device.control().start(), util::DeviceError);
  EXPECT_FALSE(device.control().running());
}

TEST(CaptureControl, StartGivesSamplesAtOnce) {
  Device device;
  device.control().start();
  EXPECT_TRUE(device.control().running());
  EXPECT_GE(device.samples, 1);
}

TEST(CaptureControl, AnUnpluggedDeviceComesBackByItself) {
  Device device;
  device.control().start();
  device.unplug();
  ASSERT_TRUE(test::run_until([&] { return !device.codes.empty(); }));
  EXPECT_FALSE(device.control().running());
  device.present = true;
  ASSERT_TRUE(test::run_until([&] { return device.codes.size() == 2 && device.states.size() == 3; }));
  EXPECT_TRUE(device.control().running());
  EXPECT_THAT(device.codes, ElementsAre("camera-unplugged", "camera-back"));
  EXPECT_THAT(device.states, ElementsAre(true, false, true));
}

TEST(CaptureControl, OffReleasesTheDeviceAndOnTakesItAgain) {
  Device device;
  device.control().start();
  device.control().set_on(false);
  EXPECT_FALSE(device.control().running());
  const int samples = device.samples;
  ASSERT_TRUE(test::run_until([&] { return device.states.size() == 2; }));
  EXPECT_EQ(device.samples, samples);
  device.control().set_on(true);
  ASSERT_TRUE(test::run_until([&] { return device.samples > samples; }));
  EXPECT_TRUE(device.codes.empty());
}

TEST(CaptureControl, ADeviceThatIsGoneWhenItIsSwitchedOnIsWarnedOfOnceAndTriedAgain) {
  Device device;
  device.control().start();
  device.control().set_on(false);
  device.present = false;
  device.control().set_on(true);
  ASSERT_TRUE(test::run_until([&] { return device.codes.size() == 1; }));
  device.present = true;
  ASSERT_TRUE(test::run_until([&] { return device.control().running(); }));
  ASSERT_TRUE(test::run_until([&] { return device.codes.size() == 2; }));
  EXPECT_THAT(device.codes, ElementsAre("camera-missing", "camera-back"));
}

TEST(CaptureControl, SwitchedOffWhileGoneItStaysOff) {
  Device device;
  device.control().start();
  device.unplug();
  ASSERT_TRUE(test::run_until([&] { return !device.codes.empty(); }));
  device.control().set_on(false);
  device.present = true;
  EXPECT_FALSE(test::run_until([&] { return device.control().running(); }, 100ms));
}

}  // namespace
}  // namespace vchat::media
