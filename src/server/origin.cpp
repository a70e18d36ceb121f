#include "server/origin.hpp"

#include <algorithm>
#include <optional>

#include <glib.h>

#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::server {

namespace {

using UriPtr = std::unique_ptr<GUri, glib::FreeWith<g_uri_unref>>;

struct Origin {
  std::string scheme;
  std::string host;  // with the port, if it is not the scheme's own
};

std::optional<Origin> read(const std::string& text) {
  const UriPtr uri(g_uri_parse(text.c_str(), G_URI_FLAGS_NONE, nullptr));
  if (!uri) return std::nullopt;
  const std::string scheme = g_uri_get_scheme(uri.get());
  const char* host = g_uri_get_host(uri.get());
  if ((scheme != "http" && scheme != "https") || !host || !*host) return std::nullopt;
  if (*g_uri_get_path(uri.get()) || g_uri_get_query(uri.get()) || g_uri_get_fragment(uri.get()) ||
      g_uri_get_userinfo(uri.get()))
    return std::nullopt;
  Origin origin{scheme, glib::GCharPtr(g_ascii_strdown(host, -1)).get()};
  if (origin.host.find(':') != std::string::npos) origin.host = "[" + origin.host + "]";
  const int port = g_uri_get_port(uri.get());
  if (port > 0 && port != (scheme == "https" ? 443 : 80)) origin.host += ":" + std::to_string(port);
  return origin;
}

}  // namespace

std::string parse_origin(const std::string& text) {
  const auto origin = read(text);
  if (!origin) throw util::UsageError("'" + text + "' is not an origin; write for example https://example.org");
  return origin->scheme + "://" + origin->host;
}

bool origin_allowed(const char* origin, const char* host, const std::vector<std::string>& allowed) {
  if (!origin) return true;
  const auto page = read(origin);
  if (!page) return false;
  // A proxy may speak TLS for us: the scheme under which the browser knows this server is not known here.
  const auto own = host ? read(page->scheme + "://" + host) : std::nullopt;
  if (own && own->host == page->host) return true;
  return std::find(allowed.begin(), allowed.end(), page->scheme + "://" + page->host) != allowed.end();
}

}  // namespace vchat::server
