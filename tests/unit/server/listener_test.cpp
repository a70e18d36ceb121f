#include "server/listener.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::server {
namespace {

TEST(ParseAddress, ReadsBothFamilies) {
  const auto port = [](const char* text) {
    const auto address = parse_address(text);
    return g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(address.get()));
  };
  EXPECT_EQ(port("127.0.0.1:8080"), 8080);
  EXPECT_EQ(port("0.0.0.0:0"), 0);
  EXPECT_EQ(port("[::]:65535"), 65'535);
  EXPECT_EQ(port("[::1]:1"), 1);
}

TEST(ParseAddress, RefusesWhatIsNone) {
  for (const auto* text : {"", ":", ":80", "80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                           "127.0.0.1:8o", "::1:80", "[::1]", "[::1]80", "[127.0.0.1]:80", "localhost:80"})
    EXPECT_THROW(static_cast<void>(parse_address(text)), util::UsageError) << text;
}

TEST(ListenAt, PicksAPortAndTellsIt) {
  const auto first = listen_at(parse_address("127.0.0.1:0"));
  const auto url = url_of(first, false);
  EXPECT_EQ(url.rfind("http://127.0.0.1:", 0), 0U);
  EXPECT_NE(url, "http://127.0.0.1:0");
  EXPECT_EQ(g_socket_get_listen_backlog(first.get()), 4096);
  try {
    static_cast<void>(listen_at(parse_address(url.substr(7))));
    FAIL();
  } catch (const util::Error& error) {
    EXPECT_NE(std::string(error.what()).find(url.substr(7)), std::string::npos);
    EXPECT_EQ(error.exit_code(), util::ExitCode::failure);
  }
}

TEST(UrlForOthers, IsNoneOnLoopback) {
  for (const auto* url : {"http://127.0.0.1:8080", "https://127.8.0.1:1", "http://[::1]:8080"})
    EXPECT_EQ(url_for_others(url), std::nullopt) << url;
}

TEST(UrlForOthers, IsTheAddressThatWasNamed) {
  EXPECT_EQ(url_for_others("http://198.51.100.7:8080"), "http://198.51.100.7:8080");
  EXPECT_EQ(url_for_others("https://[2001:db8::7]:443"), "https://[2001:db8::7]:443");
}

TEST(UrlForOthers, PutsAnOwnAddressInThePlaceOfAll) {
  const auto url = url_for_others("http://0.0.0.0:8080");
  if (!url) GTEST_SKIP() << "this machine has no way out";
  EXPECT_TRUE(url->ends_with(":8080"));
  EXPECT_EQ(url->find("0.0.0.0"), std::string::npos);
  EXPECT_EQ(url_for_others(*url), url);
}

}  // namespace
}  // namespace vchat::server
