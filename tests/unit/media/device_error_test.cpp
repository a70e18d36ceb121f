#include "media/device_error.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gst/gst.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "media/camera_devices.hpp"
#include "media/pulse_devices.hpp"

namespace vchat::media {
namespace {

using testing::HasSubstr;
using util::DeviceProblem;

TEST(NodeError, HasAdviceForEachReason) {
  const auto explain = [](int error) {
    return explain_node_error("the camera /dev/video0", "/dev/video0", "video", error);
  };
  EXPECT_EQ(explain(ENOENT).problem(), DeviceProblem::missing);
  EXPECT_THAT(explain(ENOENT).what(), HasSubstr("vchat list-devices"));
  EXPECT_EQ(explain(EACCES).problem(), DeviceProblem::denied);
  EXPECT_THAT(explain(EACCES).what(), HasSubstr("sudo usermod -aG video $USER"));
  EXPECT_EQ(explain(EBUSY).problem(), DeviceProblem::busy);
  EXPECT_EQ(explain(EIO).problem(), DeviceProblem::unusable);
}

TEST(NodeError, EndsTheProgramWithTheCodeOfDevices) {
  EXPECT_EQ(explain_node_error("x", "/dev/x", "video", ENOENT).exit_code(), util::ExitCode::device);
}

TEST(FailureOfASource, IsToldApartByTheCodeOfItsElement) {
  const auto problem = [](int code) {
    return explain_failure("the camera", "", "video", {GST_RESOURCE_ERROR, code, "x", ""}).problem();
  };
  EXPECT_EQ(problem(GST_RESOURCE_ERROR_NOT_FOUND), DeviceProblem::missing);
  EXPECT_EQ(problem(GST_RESOURCE_ERROR_NOT_AUTHORIZED), DeviceProblem::denied);
  EXPECT_EQ(problem(GST_RESOURCE_ERROR_BUSY), DeviceProblem::busy);
  EXPECT_EQ(problem(GST_RESOURCE_ERROR_READ), DeviceProblem::unplugged);
  EXPECT_EQ(problem(GST_RESOURCE_ERROR_SETTINGS), DeviceProblem::unusable);
  EXPECT_EQ(explain_failure("the camera", "", "video", {GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED, "x", ""}).problem(),
            DeviceProblem::unusable);
}

TEST(FailureOfASource, NamesWhoUsesTheDevice) {
  std::string name = (std::filesystem::temp_directory_path() / "vchat-test-XXXXXX").string();
  const int file = mkstemp(name.data());
  const pid_t holder = fork();
  if (holder == 0) {
    pause();
    _exit(0);
  }
  close(file);
  EXPECT_THAT(users_of(name), HasSubstr("(" + std::to_string(holder) + ")"));
  EXPECT_THAT(explain_node_error("the camera", name, "video", EBUSY).what(), HasSubstr(std::to_string(holder)));
  kill(holder, SIGKILL);
  waitpid(holder, nullptr, 0);
  EXPECT_EQ(users_of(name), "");
  unlink(name.c_str());
}

class DeviceFolder : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "vchat-test-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(DeviceFolder, AFileIsNoCamera) {
  std::ofstream(folder_ / "video0") << "not a camera";
  EXPECT_TRUE(list_cameras(folder_).empty());
  EXPECT_EQ(check_camera(folder_ / "video0")->problem(), DeviceProblem::unusable);
  EXPECT_EQ(check_camera("/dev/null")->problem(), DeviceProblem::unusable);
}

TEST_F(DeviceFolder, WhatIsNotThereIsMissing) {
  EXPECT_EQ(check_camera(folder_ / "video7")->problem(), DeviceProblem::missing);
  EXPECT_TRUE(list_cameras(folder_ / "nowhere").empty());
}

TEST_F(DeviceFolder, ListsWhatCannotBeOpenedInTheOrderOfNumbers) {
  for (const auto* name : {"video10", "video2", "video", "videox", "video3y"})
    symlink("/nowhere/at/all", (folder_ / name).c_str());
  const auto cameras = list_cameras(folder_);
  ASSERT_EQ(cameras.size(), 2U);
  EXPECT_EQ(cameras[0].node, folder_ / "video2");
  EXPECT_EQ(cameras[1].node, folder_ / "video10");
  EXPECT_EQ(cameras[0].open_error, ENOENT);
}

TEST_F(DeviceFolder, WhatMayNotBeOpenedIsDenied) {
  std::ofstream(folder_ / "video0") << "";
  chmod((folder_ / "video0").c_str(), 0);
  if (access((folder_ / "video0").c_str(), R_OK) == 0) GTEST_SKIP() << "root may open everything";
  EXPECT_EQ(check_camera(folder_ / "video0")->problem(), DeviceProblem::denied);
}

TEST(Cameras, OfARaspberryPiNeedLibcamera) {
  EXPECT_TRUE(needs_libcamera({"/dev/video0", "unicam", "unicam", 0}));
  EXPECT_FALSE(needs_libcamera({"/dev/video0", "HD Webcam", "uvcvideo", 0}));
}

TEST(Microphones, AutoTakesTheDefaultButNoMonitor) {
  const PulseDevice monitor{"speaker.monitor", "Monitor of Speaker", true, true};
  const PulseDevice first{"usb", "USB", false, false};
  const PulseDevice standard{"headset", "Headset", true, false};
  EXPECT_EQ(choose_microphone({monitor, first, standard})->id, "headset");
  EXPECT_EQ(choose_microphone({monitor, first})->id, "usb");
  EXPECT_FALSE(choose_microphone({monitor}));
  EXPECT_FALSE(choose_microphone({}));
}

TEST(Microphones, AreFoundByIdBeforeName) {
  const std::vector<PulseDevice> devices{{"a", "b", false, false}, {"b", "c", false, false}};
  EXPECT_EQ(find_pulse_device(devices, "b")->name, "c");
  EXPECT_EQ(find_pulse_device(devices, "c")->id, "b");
  EXPECT_FALSE(find_pulse_device(devices, "d"));
}

}  // namespace
}  // namespace vchat::media
