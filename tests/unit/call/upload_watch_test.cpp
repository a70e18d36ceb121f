#include "call/upload_watch.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "call/event.hpp"

namespace vchat::call {
namespace {

using Sessions = std::vector<peer::SessionStats>;

/// The codes that are told in so many seconds.
std::vector<std::string> pass(UploadWatch& watch, const Sessions& sessions, int seconds, bool picture = true) {
  std::vector<std::string> codes;
  for (int i = 0; i < seconds; ++i)
    if (const auto warning = watch.update(sessions, picture)) codes.push_back(warning->code);
  return codes;
}

const std::vector<std::string> nothing;
const std::vector<std::string> slow{"upload-slow"};
const std::vector<std::string> lossy{"upload-lossy"};

TEST(UploadWatch, AGoodUploadIsNotTalkedAbout) {
  UploadWatch watch;
  EXPECT_EQ(pass(watch, {{.target_bps = 1e6}, {.target_bps = 2e6}}, 100), nothing);
}

TEST(UploadWatch, ASlowOneIsToldOnce) {
  UploadWatch watch;
  const Sessions all{{.target_bps = 90e3}, {.target_bps = 120e3}};
  EXPECT_EQ(pass(watch, all, 3), nothing);
  EXPECT_EQ(pass(watch, all, 60), slow);
}

TEST(UploadWatch, OneSlowDownloadIsNotOnesOwnTrouble) {
  UploadWatch watch;
  EXPECT_EQ(pass(watch, {{.target_bps = 90e3}, {.target_bps = 900e3}}, 60), nothing);
  EXPECT_EQ(pass(watch, {{.send_loss = 0.2}, {.send_loss = 0}}, 60), nothing);
}

TEST(UploadWatch, ALossyOneIsToldWithItsShare) {
  UploadWatch watch;
  const Sessions all{{.target_bps = 1e6, .send_loss = 0.12}, {.target_bps = 1e6, .send_loss = 0.08}};
  std::string message;
  for (int i = 0; i < 20; ++i)
    if (const auto warning = watch.update(all, true)) message = warning->message;
  EXPECT_NE(message.find("8 %"), std::string::npos) << message;
}

TEST(UploadWatch, ToldAgainOnlyAfterItWasOverForAWhile) {
  UploadWatch watch;
  const Sessions bad{{.target_bps = 1e6, .send_loss = 0.12}};
  const Sessions good{{.target_bps = 1e6}};
  EXPECT_EQ(pass(watch, bad, 10), lossy);
  pass(watch, good, 10);
  EXPECT_EQ(pass(watch, bad, 10), nothing);
  pass(watch, good, 40);
  EXPECT_EQ(pass(watch, bad, 10), lossy);
}

TEST(UploadWatch, WithoutAPictureNoRateIsKnown) {
  UploadWatch watch;
  EXPECT_EQ(pass(watch, {{.target_bps = 90e3}}, 60, false), nothing);
  EXPECT_EQ(pass(watch, {}, 60), nothing);
}

}  // namespace
}  // namespace vchat::call
