#include "call/network_watch.hpp"

#include <gtest/gtest.h>

namespace vchat::call {
namespace {

using namespace std::chrono_literals;

struct Clocks {
  AbsenceMeter meter{500ms};
  AbsenceMeter::Steady steady{};
  AbsenceMeter::Boot boot{};

  /// The program comes round again after it ran (or could have) and the machine slept for so long.
  AbsenceMeter::Absence pass(std::chrono::nanoseconds ran, std::chrono::nanoseconds slept) {
    steady += std::chrono::duration_cast<std::chrono::steady_clock::duration>(ran);
    boot += ran + slept;
    return meter.update(steady, boot);
  }
};

TEST(AbsenceMeter, TheFirstLookSaysNothing) {
  Clocks clocks;
  const auto absence = clocks.pass(1h, 1h);
  EXPECT_EQ(absence.slept, 0ns);
  EXPECT_EQ(absence.stopped, 0ns);
}

TEST(AbsenceMeter, TellsSleepFromAStandstill) {
  Clocks clocks;
  (void)clocks.pass(0s, 0s);
  EXPECT_EQ(clocks.pass(500ms, 0s).stopped, 0ns);
  const auto slept = clocks.pass(500ms, 8h);
  EXPECT_EQ(slept.slept, 8h);
  EXPECT_EQ(slept.stopped, 0ns);
  const auto stopped = clocks.pass(7500ms, 0s);
  EXPECT_EQ(stopped.slept, 0ns);
  EXPECT_EQ(stopped.stopped, 7s);
}

TEST(AbsenceMeter, AnEarlyTimerIsNoAbsence) {
  Clocks clocks;
  (void)clocks.pass(0s, 0s);
  EXPECT_EQ(clocks.pass(400ms, 0s).stopped, 0ns);
}

}  // namespace
}  // namespace vchat::call
