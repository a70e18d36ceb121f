#include "call/event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vchat::call {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(EventJson, HasTheNamesOfTheManual) {
  EXPECT_THAT(to_json(Joined{"r", "i", "n", {{.id = "u", .name = "v"}}}),
              HasSubstr(R"("room":"r","id":"i","name":"n","users":[{"id":"u","name":"v","media":{)"));
  EXPECT_THAT(to_json(UserLeft{"i", "n", protocol::LeaveReason::kicked}),
              HasSubstr(R"("id":"i","name":"n","reason":"kicked")"));
  EXPECT_THAT(to_json(SessionChanged{"i", "n", "s", protocol::Purpose::screen, peer::State::connected, ""}),
              HasSubstr(R"("id":"i","session":"s","purpose":"screen","state":"connected"})"));
  EXPECT_THAT(to_json(FirstFrame{"i", 12, 640, 360}), HasSubstr(R"("id":"i","ms":12,"width":640,"height":360})"));
  EXPECT_THAT(to_json(Stats{{{"i", "n", 3, {.rtt_ms = 1.5, .frames_decoded = 9}}}, 3}),
              HasSubstr(R"("users":[{"id":"i","rtt_ms":1.500,)"));
  EXPECT_THAT(to_json(MediaChanged{"i", "n", {.audio = true, .recording = true}, {}}),
              HasSubstr(R"("id":"i","audio":true,"video":false,"screen":false,"recording":true})"));
  EXPECT_THAT(to_json(RecordingChanged{"f.mkv", true, {}}), HasSubstr(R"("file":"f.mkv","state":"started"})"));
  EXPECT_THAT(to_json(RecordingChanged{"f.mkv", false, "split"}),
              HasSubstr(R"("file":"f.mkv","state":"stopped","reason":"split"})"));
  EXPECT_THAT(to_json(Failed{"refused", "no"}), HasSubstr(R"("event":"error")"));
}

TEST(EventText, CannotSteerTheTerminal) {
  const std::string evil = "\x1b]0;owned\x07\n\u009b2J";
  const std::vector<Event> events = {
      Joined{evil, evil, evil, {{.id = evil, .name = evil}}},
      UserJoined{evil, evil},
      UserLeft{evil, evil, protocol::LeaveReason::lost},
      SessionChanged{evil, evil, evil, protocol::Purpose::call, peer::State::failed, evil},
      Chat{evil, evil, evil},
      MediaChanged{evil, evil, {}, {}},
      MediaChanged{evil, evil, {.recording = true}, {}},
      RecordingChanged{evil, true, {}},
      RecordingChanged{evil, false, evil},
      MuteRequested{evil, evil},
      Stats{{{evil, evil, 0, {}}}, 0},
      Summary{{{.id = evil, .name = evil}}},
      Who{{{.id = evil, .name = evil}}},
      Warning{evil, evil},
      Failed{evil, evil}};
  for (const auto& event : events) {
    EXPECT_THAT(to_text(event), Not(HasSubstr("\x1b")));
    EXPECT_THAT(to_text(event), Not(HasSubstr("\u009b")));
    EXPECT_THAT(to_text(event), Not(HasSubstr("owned\n")));
  }
}

TEST(EventText, SaysWhoRecords) {
  EXPECT_THAT(to_text(MediaChanged{"i", "Ada", {.recording = true}, {}}), HasSubstr("Ada records the meeting"));
  EXPECT_THAT(to_text(MediaChanged{"i", "Ada", {}, {.recording = true}}), HasSubstr("Ada no longer records"));
  EXPECT_THAT(
      to_text(Joined{"r", "i", "n", {{.id = "u", .name = "Ada", .media = {.recording = true}}, {.name = "Bob"}}}),
      HasSubstr("Ada records the meeting"));
}

}  // namespace
}  // namespace vchat::call
