#include "call/track_recording.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "fakes.hpp"
#include "glib/owned.hpp"

namespace vchat::call {
namespace {

struct TrackRecordingTest : testing::Test {
  TrackRecordingTest() : folder(glib::GCharPtr(g_dir_make_tmp("vchat-XXXXXX", nullptr)).get()) {
    gst_init(nullptr, nullptr);
  }
  ~TrackRecordingTest() override { std::filesystem::remove_all(folder); }

  FakeCall call;
  const std::string folder;
  std::vector<Event> told;
  TrackRecording recording{call.conference,
                           {nullptr, nullptr, [] { return media::CaptureState{}; }, [] { return nullptr; }},
                           [this](const Event& event) { told.push_back(event); }};
};

TEST_F(TrackRecordingTest, WhatFailsWhenTheRoomIsEnteredIsToldAndTheCallGoesOn) {
  recording.start(folder);
  std::filesystem::remove_all(folder);
  call.enter();
  recording.on_event(call.told<Joined>().back());
  EXPECT_FALSE(recording.on());
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(std::get<Warning>(told[0]).code, "recording-failed");
  EXPECT_NE(std::get<Warning>(told[0]).message.find("The call goes on"), std::string::npos);
  EXPECT_FALSE(std::get<RecordingChanged>(told[1]).started);
  EXPECT_EQ(std::get<RecordingChanged>(told[1]).reason, "failed");
  EXPECT_THROW(recording.stop(), util::UsageError);
  recording.start(folder);
  EXPECT_TRUE(recording.on());
}

TEST_F(TrackRecordingTest, OneThatWasNeverBegunEndsInSilence) {
  recording.start(folder);
  recording.end();
  EXPECT_TRUE(told.empty());
}

}  // namespace
}  // namespace vchat::call
