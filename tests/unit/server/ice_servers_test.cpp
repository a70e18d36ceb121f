#include "server/ice_servers.hpp"

#include <gtest/gtest.h>

namespace vchat::server {
namespace {

const std::chrono::system_clock::time_point now{std::chrono::seconds(1'763'866'000)};

TEST(IceServers, GivesEachUserAPasswordThatEnds) {
  const IceServers servers({{{"stun:h"}, "", ""}},
                           {{"turn:a", "turn:b?transport=tcp"}, "north", std::chrono::hours(12)});
  const auto told = servers.for_user("AAAA", now);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0], (protocol::IceServer{{"stun:h"}, "", ""}));
  EXPECT_EQ(told[1].urls, (std::vector<std::string>{"turn:a", "turn:b?transport=tcp"}));
  EXPECT_EQ(told[1].username, "1763909200:AAAA");
  // base64(HMAC-SHA1("north", "1763909200:AAAA")), by Python's hmac.
  EXPECT_EQ(told[1].credential, "qSvFF1y9gSmIgg136JgpCDhdA6w=");
  EXPECT_NE(servers.for_user("BBBB", now)[1].credential, told[1].credential);
  EXPECT_NE(servers.for_user("AAAA", now + std::chrono::seconds(1))[1].credential, told[1].credential);
}

TEST(IceServers, NamesNoTurnServerWithoutOne) {
  EXPECT_TRUE(IceServers({}, {}).for_user("AAAA", now).empty());
}

}  // namespace
}  // namespace vchat::server
