#include "server/listener.hpp"

#include <charconv>

#include "glib/error.hpp"
#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::server {

namespace {

// libsoup's own sockets have 10: 200 clients at once then took 16 s, with lost SYNs. The kernel lowers it to somaxconn.
constexpr int backlog = 4096;

std::string host_and_port(GSocketAddress* address) {
  auto* inet = G_INET_SOCKET_ADDRESS(address);
  auto* host = g_inet_socket_address_get_address(inet);
  const glib::GCharPtr text(g_inet_address_to_string(host));
  const bool six = g_inet_address_get_family(host) == G_SOCKET_FAMILY_IPV6;
  const auto port = std::to_string(g_inet_socket_address_get_port(inet));
  return (six ? "[" + std::string(text.get()) + "]" : std::string(text.get())) + ":" + port;
}

using UriPtr = std::unique_ptr<GUri, glib::FreeWith<g_uri_unref>>;

/// The address from which this machine would reach the others, with that port; null if it has none. A UDP socket that
/// is connected sends nothing: the kernel only chooses a route, here to addresses that are nobody's (RFC 5737, RFC
/// 3849).
glib::RefPtr<GSocketAddress> own_address(GSocketFamily family, guint16 port) {
  const char* others = family == G_SOCKET_FAMILY_IPV6 ? "2001:db8::1" : "192.0.2.1";
  const auto target = glib::adopt(g_inet_socket_address_new_from_string(others, 9));
  const auto socket = glib::adopt(g_socket_new(family, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, nullptr));
  if (!socket || !g_socket_connect(socket.get(), target.get(), nullptr, nullptr)) return nullptr;
  const auto local = glib::adopt(g_socket_get_local_address(socket.get(), nullptr));
  if (!local) return nullptr;
  return glib::adopt(
      g_inet_socket_address_new(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(local.get())), port));
}

}  // namespace

glib::RefPtr<GSocketAddress> parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  unsigned port = 65'536;
  if (colon != std::string::npos) {
    const auto* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data() + colon + 1, end, port);
    if (failure != std::errc{} || stopped != end) port = 65'536;
  }
  const bool six = host.find(':') != std::string::npos;
  GSocketAddress* address = nullptr;
  if (port < 65'536 && bracketed == six) address = g_inet_socket_address_new_from_string(host.c_str(), port);
  if (!address)
    throw util::UsageError("'" + text +
                           "' is not an address to listen on; write for example 127.0.0.1:8080 or [::]:8080");
  return glib::adopt(address);
}

glib::RefPtr<GSocket> listen_at(const glib::RefPtr<GSocketAddress>& address) {
  const auto doing = "cannot listen on " + host_and_port(address.get());
  glib::GErrorPtr error;
  auto socket = glib::adopt(g_socket_new(g_socket_address_get_family(address.get()), G_SOCKET_TYPE_STREAM,
                                         G_SOCKET_PROTOCOL_TCP, glib::out(error)));
  glib::throw_if(error, doing);
  g_socket_set_listen_backlog(socket.get(), backlog);
  g_socket_bind(socket.get(), address.get(), TRUE, glib::out(error));
  if (g_error_matches(error.get(), G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    throw util::Error(doing + ": another program listens there; choose another port with --listen, or 0 for any");
  glib::throw_if(error, doing);
  g_socket_listen(socket.get(), glib::out(error));
  glib::throw_if(error, doing);
  return socket;
}

std::string url_of(const glib::RefPtr<GSocket>& socket, bool tls) {
  glib::GErrorPtr error;
  const auto address = glib::adopt(g_socket_get_local_address(socket.get(), glib::out(error)));
  glib::throw_if(error, "cannot tell the address of a listening socket");
  return (tls ? "https://" : "http://") + host_and_port(address.get());
}

std::optional<std::string> url_for_others(const std::string& url) {
  const UriPtr uri(g_uri_parse(url.c_str(), G_URI_FLAGS_NONE, nullptr));
  const auto port = static_cast<guint16>(g_uri_get_port(uri.get()));
  auto address = glib::adopt(g_inet_socket_address_new_from_string(g_uri_get_host(uri.get()), port));
  auto* host = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address.get()));
  if (g_inet_address_get_is_loopback(host)) return std::nullopt;
  if (g_inet_address_get_is_any(host)) address = own_address(g_inet_address_get_family(host), port);
  if (!address) return std::nullopt;
  return std::string(g_uri_get_scheme(uri.get())) + "://" + host_and_port(address.get());
}

}  // namespace vchat::server
