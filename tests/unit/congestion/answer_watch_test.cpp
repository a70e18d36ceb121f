#include "congestion/answer_watch.hpp"

#include <array>

#include <gtest/gtest.h>

namespace vchat::congestion {
namespace {

using namespace std::chrono_literals;

struct AnswerWatchTest : testing::Test {
  /// Something is sent every 50 ms and, unless nothing comes back, feedback tells every 100 ms of what was sent
  /// `round_trip` before. True if feedback was overdue at any time.
  bool run(Time length, Time round_trip, bool answered = true) {
    bool overdue = false;
    for (const auto end = now + length; now < end; now += 50ms) {
      watch.on_sent(now);
      if (answered && now % 100ms == 0ms) {
        const std::array<PacketReport, 1> packets{{{now - round_trip, now, 1200}}};
        watch.on_feedback(packets, now);
      }
      overdue = overdue || watch.overdue(now);
    }
    return overdue;
  }

  AnswerWatch watch;
  Time now = 100s;
};

TEST_F(AnswerWatchTest, IsPatientAtTheUsualPaceHoweverLongTheWay) {
  EXPECT_FALSE(run(10s, 40ms));
  watch = {};
  EXPECT_FALSE(run(10s, 600ms));
}

TEST_F(AnswerWatchTest, SaysWhenNothingComesBack) {
  run(10s, 40ms);
  EXPECT_FALSE(run(200ms, 40ms, false));
  EXPECT_TRUE(run(300ms, 40ms, false));
  EXPECT_FALSE((run(200ms, 40ms), watch.overdue(now))) << "an answer ends it";
}

TEST_F(AnswerWatchTest, SaysWhenAnswersAreFarBehind) {
  run(10s, 40ms);
  EXPECT_TRUE(run(1s, 500ms));
}

TEST_F(AnswerWatchTest, GetsUsedToALongerWay) {
  run(10s, 40ms);
  run(10s, 600ms);
  EXPECT_FALSE(run(10s, 600ms));
}

TEST_F(AnswerWatchTest, WaitsForNoAnswerWhenNothingWasSent) {
  run(10s, 40ms);
  watch.forget();
  EXPECT_FALSE(watch.overdue(now + 10s));
}

TEST_F(AnswerWatchTest, TakesNoPauseForAJam) {
  run(10s, 40ms);
  EXPECT_FALSE(run(50ms, 40ms, false)) << "what only the next packet will have answered";
  EXPECT_FALSE(watch.overdue(now + 10s));
}

TEST_F(AnswerWatchTest, JudgesNothingBeforeTheFirstAnswer) {
  EXPECT_FALSE(run(5s, 40ms, false));
}

}  // namespace
}  // namespace vchat::congestion
