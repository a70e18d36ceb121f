#include "protocol/ice_server_url.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::protocol {
namespace {

IceServer server(const char* url, const char* username = "", const char* credential = "") {
  return {{url}, username, credential};
}

TEST(IceServerUrl, ReadsTheFormsOfTheRfcs) {
  for (const auto* url : {"stun:stun.example.org", "stun:192.0.2.1:3478", "stuns:host:5349", "turn:host",
                          "turn:host?transport=tcp", "turns:[2001:db8::1]:443?transport=tcp", "stun:[::1]"})
    EXPECT_EQ(parse_ice_server_url(url), server(url));
  EXPECT_EQ(parse_ice_server_url("stun://host:3478"), server("stun:host:3478"));
}

TEST(IceServerUrl, TakesUserAndPasswordOutAndDecodesThem) {
  EXPECT_EQ(parse_ice_server_url("turn://ada:secret@host:3478?transport=udp"),
            server("turn:host:3478?transport=udp", "ada", "secret"));
  EXPECT_EQ(parse_ice_server_url("turns://1700000000%3Aada:a%2Fb%3D%40@host"),
            server("turns:host", "1700000000:ada", "a/b=@"));
  EXPECT_EQ(parse_ice_server_url("turn:ada:s@cret@host"), server("turn:host", "ada", "s@cret"));
  EXPECT_EQ(parse_ice_server_url("turn://ada:@[::1]:1"), server("turn:[::1]:1", "ada", ""));
}

TEST(IceServerUrl, RefusesWhatIsNone) {
  for (const auto* url : {"",
                          "host",
                          "http://host",
                          "stun",
                          "stun:",
                          "stun://",
                          "stun:host:",
                          "stun:host:0",
                          "stun:host:65536",
                          "stun:host:x",
                          "stun:host?transport=udp",
                          "turn:host?transport=sctp",
                          "turn:host?x",
                          "turn:a b",
                          "stun:u:p@host",
                          "turn:u@host",
                          "turn::p@host",
                          "turn:a:b:c@host",
                          "turn:u%zz:p@host",
                          "turn:u%00:p@host",
                          "turn:2001:db8::1",
                          "turn:[host]",
                          "turn:[::1",
                          "turn:ho/st",
                          "turn:u:p@"})
    EXPECT_THROW(static_cast<void>(parse_ice_server_url(url)), util::UsageError) << url;
}

TEST(IceServerUrl, DoesNotRepeatThePasswordInTheError) {
  try {
    static_cast<void>(parse_ice_server_url("turn:ada:hunter2@host:port"));
    FAIL();
  } catch (const util::UsageError& error) {
    EXPECT_EQ(std::string(error.what()).find("hunter2"), std::string::npos);
  }
}

}  // namespace
}  // namespace vchat::protocol
