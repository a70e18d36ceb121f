#include "signaling/close_code.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vchat::signaling {
namespace {

using util::ExitCode;

Ending ending(unsigned code, const char* error = nullptr, std::optional<double> retry_after = {}) {
  std::optional<protocol::ErrorMessage> last;
  if (error) last = protocol::ErrorMessage{.code = error, .message = "because", .retry_after = retry_after};
  return ending_of(code, last, "http://server");
}

TEST(CloseCode, HasTheExitCodesOfTheManual) {
  EXPECT_EQ(ending(4401, "unauthorized").error.exit_code(), ExitCode::refused);
  EXPECT_EQ(ending(4403, "room-full").error.exit_code(), ExitCode::refused);
  EXPECT_EQ(ending(4403, "server-full").code, "server-full");
  EXPECT_EQ(ending(4404, "room-not-found").error.exit_code(), ExitCode::refused);
  EXPECT_EQ(ending(4410, "kicked").error.exit_code(), ExitCode::refused);
  EXPECT_TRUE(ending(4410, "kicked").final);
  EXPECT_EQ(ending(4400, "bad-name").error.exit_code(), ExitCode::usage);
  EXPECT_EQ(ending(4400, "bad-message").error.exit_code(), ExitCode::failure);
  for (const unsigned code : {0U, 1000U, 1001U, 1006U, 1013U, 4408U}) {
    EXPECT_EQ(ending(code).error.exit_code(), ExitCode::unreachable) << code;
    EXPECT_FALSE(ending(code).final) << code;
  }
}

TEST(CloseCode, WaitsAsLongAsARateLimitSays) {
  EXPECT_EQ(ending(4429, "rate-limited", 1.5).least_wait, std::chrono::milliseconds(1500));
  EXPECT_FALSE(ending(4429, "rate-limited", 1.5).final);
  EXPECT_TRUE(ending(4429, "rate-limited").final);
  EXPECT_GT(ending(4429, "rate-limited", 1e300).least_wait, std::chrono::minutes(1));
  EXPECT_TRUE(ending(4429, "rate-limited", -1).final);
}

}  // namespace
}  // namespace vchat::signaling
