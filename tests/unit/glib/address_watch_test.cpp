#include "glib/address_watch.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace vchat::glib {
namespace {

bool settled(const char* flags) {
  std::istringstream table(
      "00000000000000000000000000000001 01 80 10 80       lo\n"
      "fe8000000000000000fc00fffe000001 02 40 20 " +
      std::string(flags) + "     eth0\n");
  return addresses_settled(table, {"lo", "eth0"});
}

TEST(Addresses, AreSettledWhenNoneIsTentative) {
  EXPECT_TRUE(settled("80"));
  EXPECT_FALSE(settled("c0"));
}

TEST(Addresses, AreSettledWhereOneMayBeUsedAlreadyOrNever) {
  EXPECT_TRUE(settled("44")) << "optimistic (RFC 4429)";
  EXPECT_TRUE(settled("c8")) << "somebody else has it";
}

TEST(Addresses, OfInterfacesWithoutALinkDoNotCount) {
  std::istringstream table("fe8000000000000000fc00fffe000001 02 40 20 c0     docker0\n");
  EXPECT_TRUE(addresses_settled(table, {"lo", "eth0"}));
}

TEST(Addresses, AreSettledWhereThereIsNoTable) {
  std::istringstream none;
  none.setstate(std::ios::failbit);
  EXPECT_TRUE(addresses_settled(none, {"lo"}));
}

TEST(Addresses, OfThisMachineHaveLoopback) {
  EXPECT_TRUE(own_addresses().contains("127.0.0.1"));
}

}  // namespace
}  // namespace vchat::glib
