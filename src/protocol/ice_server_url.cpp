#include "protocol/ice_server_url.hpp"

#include <charconv>
#include <memory>
#include <string>

#include <glib.h>

#include "util/error.hpp"

namespace vchat::protocol {

namespace {

// The URL itself is left out of messages: it may carry a password.
[[noreturn]] void refuse(const std::string& why) {
  throw util::UsageError("an ICE server " + why +
                         "; write stun:HOST:PORT or turn://USER:PASSWORD@HOST:PORT?transport=udp");
}

std::string decoded(std::string_view text) {
  const std::unique_ptr<char, decltype(&g_free)> plain(
      g_uri_unescape_segment(text.data(), text.data() + text.size(), nullptr), &g_free);
  if (!plain) refuse("has a user name or password that is not percent-encoded properly");
  return plain.get();
}

void check_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65'535)
    refuse("has a port that is not a number of 1 to 65535");
}

void check_host(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const auto inside = bracketed ? host.substr(1, host.size() - 2) : host;
  if (bracketed ? !g_hostname_is_ip_address(std::string(inside).c_str()) : inside.empty())
    refuse("has no host that can be read (IPv6 addresses go into [ ])");
  for (const char c : inside)
    if (!g_ascii_isalnum(c) && c != '.' && c != '-' && c != '_' && !(bracketed && c == ':'))
      refuse("has a character in its host that no host name has");
}

void check_host_and_port(std::string_view text) {
  const auto bracket = text.find(']');
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  check_host(text.substr(0, colon));
  if (colon != std::string_view::npos) check_port(text.substr(colon + 1));
}

void read_credentials(IceServer& server, std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) refuse("has a user name without a password");
  if (text.find(':', colon + 1) != std::string_view::npos)
    refuse("has more than one ':' before its '@' (inside a user name or password it is %3A)");
  server.username = decoded(text.substr(0, colon));
  server.credential = decoded(text.substr(colon + 1));
}

}  // namespace

IceServer parse_ice_server_url(std::string_view url) {
  const auto scheme_end = url.find(':');
  const auto scheme = url.substr(0, scheme_end);
  const bool turn = scheme == "turn" || scheme == "turns";
  if (scheme_end == std::string_view::npos || (!turn && scheme != "stun" && scheme != "stuns"))
    refuse("begins with stun:, stuns:, turn: or turns:");

  auto rest = url.substr(scheme_end + 1);
  if (rest.substr(0, 2) == "//") rest.remove_prefix(2);
  const auto question = rest.find('?');
  const auto query = question == std::string_view::npos ? std::string_view{} : rest.substr(question);
  if (question != std::string_view::npos && (!turn || (query != "?transport=udp" && query != "?transport=tcp")))
    refuse("may have ?transport=udp or ?transport=tcp after it if it is TURN, nothing else");
  auto authority = rest.substr(0, question);

  IceServer server;
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    if (!turn) refuse("has a user name, which STUN does not use");
    read_credentials(server, authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  check_host_and_port(authority);
  server.urls.push_back(std::string(scheme) + ":" + std::string(authority) + std::string(query));
  return server;
}

}  // namespace vchat::protocol
