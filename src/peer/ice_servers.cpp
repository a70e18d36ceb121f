#include "peer/ice_servers.hpp"

#include <string_view>

#include <glib.h>

#include "glib/owned.hpp"

namespace vchat::peer {

namespace {

std::string percent_encoded(const std::string& text) {
  return glib::GCharPtr(g_uri_escape_string(text.c_str(), nullptr, FALSE)).get();
}

/// "turn:host" and "turn://host" both give "host".
std::string_view after_scheme(std::string_view url) {
  url.remove_prefix(url.find(':') + 1);
  if (url.substr(0, 2) == "//") url.remove_prefix(2);
  return url;
}

/// webrtcbin wants a port; the defaults are those of RFC 7064 and RFC 7065.
std::string with_port(std::string_view host_and_query, const char* port) {
  const auto query = host_and_query.find('?');
  const auto host = host_and_query.substr(0, query);
  const auto rest = query == std::string_view::npos ? std::string_view() : host_and_query.substr(query);
  const auto colon = host.rfind(':');
  const auto bracket = host.rfind(']');
  const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  return std::string(host) + (has_port ? "" : std::string(":") + port) + std::string(rest);
}

}  // namespace

IceServerUris ice_server_uris(const std::vector<protocol::IceServer>& servers) {
  IceServerUris uris;
  for (const auto& server : servers) {
    for (const auto& url : server.urls) {
      const auto scheme = std::string_view(url).substr(0, url.find(':'));
      const auto place = after_scheme(url);
      if (scheme == "stun" && uris.stun.empty()) uris.stun = "stun://" + with_port(place, "3478");
      if (scheme != "turn" && scheme != "turns") continue;
      uris.turns.push_back(std::string(scheme) + "://" + percent_encoded(server.username) + ":" +
                           percent_encoded(server.credential) + "@" +
                           with_port(place, scheme == "turns" ? "5349" : "3478"));
    }
  }
  return uris;
}

}  // namespace vchat::peer
