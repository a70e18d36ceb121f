#include "tracks/meeting.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::tracks {
namespace {

Meeting sample_meeting() {
  Meeting meeting;
  meeting.room = "tea";
  meeting.started = "2026-11-26T08:00:00Z";
  meeting.duration = 60'000;
  meeting.people = {{"id1", "Ada \"L\"\n", true, 10, std::nullopt, {{10, true, true}, {500, false, true}}},
                    {"id2", "小林", false, 2000, 9000, {}}};
  TrackFacts own{"001-Ada.mkv", "id1", "own", Purpose::call, 12, 59'990, {}, {}};
  own.video = MediumFacts{"VP8", 40, 0};
  own.audio = MediumFacts{"opus", 12, 0};
  TrackFacts screen{"002-screen.mkv", "id2", "s2", Purpose::screen, 3000, std::nullopt, {}, {}};
  screen.video = MediumFacts{"H264", 3000, 2};
  meeting.tracks = {own, screen};
  return meeting;
}

std::string changed(const std::string& what, const std::string& into) {
  auto json = to_json(sample_meeting());
  const auto at = json.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return json.replace(at, what.size(), into);
}

std::string problem_of(const std::string& json) {
  try {
    (void)parse_meeting(json);
  } catch (const util::Error& error) {
    EXPECT_EQ(error.exit_code(), util::ExitCode::device);
    return error.what();
  }
  return {};
}

TEST(MeetingTest, ComesBackAsItWasWritten) {
  EXPECT_EQ(parse_meeting(to_json(sample_meeting())), sample_meeting());
  EXPECT_EQ(parse_meeting(to_json(Meeting{})), Meeting{});
}

TEST(MeetingTest, FieldsThatAreNotKnownAreIgnored) {
  EXPECT_EQ(parse_meeting(changed(R"("room")", R"("future":[1],"room")")), sample_meeting());
}

TEST(MeetingTest, WhatIsMissingOrWrongIsNamed) {
  EXPECT_NE(problem_of("").find("meeting.json"), std::string::npos);
  EXPECT_NE(problem_of("[]"), "");
  EXPECT_NE(problem_of("{}").find("'version'"), std::string::npos);
  EXPECT_NE(problem_of(changed(R"("version":1)", R"("version":2)")).find("version"), std::string::npos);
  EXPECT_NE(problem_of(changed(R"("room":"tea")", R"("room":7)")).find("'room'"), std::string::npos);
  EXPECT_NE(problem_of(changed(R"("joined_ms":10)", R"("joined_ms":-1)")).find("'joined_ms'"), std::string::npos);
  EXPECT_NE(problem_of(changed("60000", "4000000000")).find("31 days"), std::string::npos);
  EXPECT_NE(problem_of(changed(R"("purpose":"call")", R"("purpose":"chess")")).find("'purpose'"), std::string::npos);
  EXPECT_NE(problem_of(changed(R"("at_ms":500)", R"("at_ms":5)")).find("order"), std::string::npos);
}

TEST(MeetingTest, NoFileMayLieElsewhere) {
  for (const auto* name : {"../x.mkv", "/etc/passwd", "a/b.mkv", "..", ".hidden", "", "a\\\\b.mkv"})
    EXPECT_NE(problem_of(changed("001-Ada.mkv", name)).find("'file'"), std::string::npos) << name;
  EXPECT_NE(problem_of(changed("001-Ada.mkv", "a\\u0000b")), "");
  EXPECT_NE(problem_of(changed("001-Ada.mkv", std::string(300, 'a'))), "");
}

TEST(MeetingTest, ManyEntriesAreRefused) {
  std::string people;
  for (std::size_t i = 0; i <= most_people; ++i) people += i == 0 ? "{}" : ",{}";
  EXPECT_NE(
      problem_of(R"({"version":1,"room":"","started":"","people":[)" + people + R"(],"tracks":[]})").find("too many"),
      std::string::npos);
}

TEST(TrackFileNameTest, IsSafeWhateverThePersonIsCalled) {
  EXPECT_EQ(track_file_name(1, "Ada", Purpose::call), "001-Ada.mkv");
  EXPECT_EQ(track_file_name(12, "Ada", Purpose::screen), "012-Ada-screen.mkv");
  EXPECT_EQ(track_file_name(1234, "小林 さん", Purpose::call), "1234-小林_さん.mkv");
  EXPECT_EQ(track_file_name(1, "../../etc/passwd", Purpose::call), "001-etc_passwd.mkv");
  EXPECT_EQ(track_file_name(1, "-rf * $(x) \"'`|;<>:?\\", Purpose::call), "001--rf_x_.mkv");
  EXPECT_EQ(track_file_name(1, "🎉", Purpose::call), "001-person.mkv");
  EXPECT_EQ(track_file_name(1, "", Purpose::call), "001-person.mkv");
  EXPECT_EQ(track_file_name(1, "a\xff b", Purpose::call), "001-a.mkv");
  EXPECT_LE(track_file_name(10'000, std::string(500, 'x'), Purpose::screen).size(), longest_name);
}

}  // namespace
}  // namespace vchat::tracks
