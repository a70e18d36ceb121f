#include "peer/ice_servers.hpp"

#include <gtest/gtest.h>

namespace vchat::peer {
namespace {

TEST(IceServers, GivesWebrtcbinItsForm) {
  const auto uris = ice_server_uris(
      {{{"stun:stun.example.org"}, "", ""},
       {{"turn:turn.example.org:3479?transport=tcp", "turns:turn.example.org"}, "1700000000:alice", "p@ss/w%rd"}});
  EXPECT_EQ(uris.stun, "stun://stun.example.org:3478");
  ASSERT_EQ(uris.turns.size(), 2U);
  EXPECT_EQ(uris.turns[0], "turn://1700000000%3Aalice:p%40ss%2Fw%25rd@turn.example.org:3479?transport=tcp");
  EXPECT_EQ(uris.turns[1], "turns://1700000000%3Aalice:p%40ss%2Fw%25rd@turn.example.org:5349");
}

TEST(IceServers, KnowsAnIpv6AddressFromAPort) {
  EXPECT_EQ(ice_server_uris({{{"stun:[2001:db8::1]"}, "", ""}}).stun, "stun://[2001:db8::1]:3478");
  EXPECT_EQ(ice_server_uris({{{"stun:[2001:db8::1]:99"}, "", ""}}).stun, "stun://[2001:db8::1]:99");
}

TEST(IceServers, TakesTheFirstStunServerAndLeavesOutTheUnknown) {
  const auto uris = ice_server_uris({{{"http://x", "", "stun:one", "stun:two"}, "", ""}});
  EXPECT_EQ(uris.stun, "stun://one:3478");
  EXPECT_TRUE(uris.turns.empty());
}

}  // namespace
}  // namespace vchat::peer
