#include "server/remote_address.hpp"

#include <gtest/gtest.h>

namespace vchat::server {
namespace {

std::string key(const char* text) {
  const auto address = parse_remote_address(text);
  return address ? address->key : "none";
}

TEST(RemoteAddress, IsCountedByTheAddressOrTheSubscribersNetwork) {
  EXPECT_EQ(key("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(key("2001:db8:1:2::ffff"), key("2001:db8:1:2::1"));
  EXPECT_NE(key("2001:db8:1:3::1"), key("2001:db8:1:2::1"));
}

TEST(RemoteAddress, OfIpv4WrittenAsIpv6IsIpv4) {
  EXPECT_EQ(key("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(parse_remote_address("::ffff:192.0.2.1")->text, "192.0.2.1");
}

TEST(RemoteAddress, IsReadWithAndWithoutPort) {
  EXPECT_EQ(key("192.0.2.1:4711"), "192.0.2.1");
  EXPECT_EQ(key("[2001:db8::1]:4711"), "2001:db8::/64");
  EXPECT_EQ(key("[2001:db8::1]"), "2001:db8::/64");
  EXPECT_EQ(parse_remote_address("[2001:db8::1]")->text, "2001:db8::1");
}

TEST(RemoteAddress, IsNothingElse) {
  for (const auto* text : {"", "unknown", "localhost", "192.0.2", "192.0.2.1.1", "[", "[2001:db8::1", "[::1]x", ":80"})
    EXPECT_EQ(key(text), "none") << text;
}

TEST(RemoteAddress, OfASocketIsItsOtherEnd) {
  const auto four = glib::adopt(g_inet_socket_address_new_from_string("192.0.2.1", 80));
  EXPECT_EQ(remote_address(four).text, "192.0.2.1");
  EXPECT_EQ(remote_address(nullptr).key, "local");
}

}  // namespace
}  // namespace vchat::server
