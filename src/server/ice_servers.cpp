#include "server/ice_servers.hpp"

#include <array>
#include <memory>

#include <glib.h>

#include "glib/owned.hpp"

namespace vchat::server {

namespace {

constexpr std::size_t sha1_bytes = 20;

/// base64(HMAC-SHA1(secret, text)).
std::string password(const std::string& secret, const std::string& text) {
  const std::unique_ptr<GHmac, decltype(&g_hmac_unref)> hmac(
      g_hmac_new(G_CHECKSUM_SHA1, reinterpret_cast<const guchar*>(secret.data()), secret.size()), &g_hmac_unref);
  g_hmac_update(hmac.get(), reinterpret_cast<const guchar*>(text.data()), static_cast<gssize>(text.size()));
  std::array<guint8, sha1_bytes> digest{};
  gsize length = digest.size();
  g_hmac_get_digest(hmac.get(), digest.data(), &length);
  return glib::GCharPtr(g_base64_encode(digest.data(), length)).get();
}

}  // namespace

std::vector<protocol::IceServer> IceServers::for_user(const std::string& id,
                                                      std::chrono::system_clock::time_point now) const {
  auto servers = same_for_all_;
  if (turn_.urls.empty()) return servers;
  const auto expiry = std::chrono::duration_cast<std::chrono::seconds>((now + turn_.lifetime).time_since_epoch());
  const auto username = std::to_string(expiry.count()) + ":" + id;
  servers.push_back({turn_.urls, username, password(turn_.secret, username)});
  return servers;
}

}  // namespace vchat::server
