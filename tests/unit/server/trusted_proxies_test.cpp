#include "server/trusted_proxies.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::server {
namespace {

class TrustedProxiesTest : public testing::Test {
 protected:
  std::string client(const char* peer, std::string_view forwarded_for) const {
    return proxies_.client_of(*parse_remote_address(peer), forwarded_for).text;
  }
  const TrustedProxies proxies_{{"127.0.0.0/8", "::1", "10.0.0.0/8"}};
};

TEST_F(TrustedProxiesTest, NameTheClientBehindThem) {
  EXPECT_EQ(client("127.0.0.1", "192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(client("::1", "2001:db8::7"), "2001:db8::7");
  EXPECT_EQ(client("127.0.0.1", "192.0.2.7, 10.1.2.3"), "192.0.2.7");
  EXPECT_EQ(client("127.0.0.1", "[2001:db8::7]:4711"), "2001:db8::7");
}

TEST_F(TrustedProxiesTest, AreNotFooledByWhatTheClientWrote) {
  EXPECT_EQ(client("127.0.0.1", "198.51.100.1, 192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(client("127.0.0.1", "127.0.0.1, 192.0.2.7,10.0.0.1"), "192.0.2.7");
  EXPECT_EQ(client("127.0.0.1", "198.51.100.1, nonsense, 10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(client("127.0.0.1", "nonsense"), "127.0.0.1");
  EXPECT_EQ(client("127.0.0.1", ""), "127.0.0.1");
  EXPECT_EQ(client("127.0.0.1", ",,"), "127.0.0.1");
}

TEST_F(TrustedProxiesTest, AreTheOnlyOnesWhoAreBelieved) {
  EXPECT_EQ(client("198.51.100.9", "192.0.2.7"), "198.51.100.9");
}

TEST_F(TrustedProxiesTest, MayHaveReachedUsOverIpv4WrittenAsIpv6) {
  EXPECT_EQ(client("::ffff:10.0.0.1", "192.0.2.7"), "192.0.2.7");
}

TEST(ParseNetwork, RefusesWhatIsNone) {
  for (const auto* text : {"", "localhost", "10.0.0.0/33", "10.0.0.1/8x", "300.0.0.1"})
    EXPECT_THROW(static_cast<void>(parse_network(text)), util::UsageError) << text;
}

}  // namespace
}  // namespace vchat::server
