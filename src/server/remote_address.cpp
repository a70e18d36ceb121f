#include "server/remote_address.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "glib/owned.hpp"

namespace vchat::server {

namespace {

constexpr std::size_t counted_bytes = 8;  // of an IPv6 address: what follows a /64 belongs to one subscriber

std::string text_of(GInetAddress* address) {
  return glib::GCharPtr(g_inet_address_to_string(address)).get();
}

std::span<const guint8> bytes_of(GInetAddress* address) {
  return {g_inet_address_to_bytes(address), g_inet_address_get_native_size(address)};
}

/// The IPv4 address that an IPv6 one stands for (RFC 4291, section 2.5.5.2); else the address itself.
glib::RefPtr<GInetAddress> unmapped(GInetAddress* address) {
  constexpr std::array<guint8, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const auto bytes = bytes_of(address);
  if (bytes.size() != 16 || !std::equal(prefix.begin(), prefix.end(), bytes.begin())) return glib::share(address);
  return glib::adopt(g_inet_address_new_from_bytes(bytes.data() + prefix.size(), G_SOCKET_FAMILY_IPV4));
}

RemoteAddress remote_address(GInetAddress* given) {
  const auto address = unmapped(given);
  const auto text = text_of(address.get());
  const auto bytes = bytes_of(address.get());
  if (bytes.size() == 4) return {text, text};
  std::array<guint8, 16> subnet{};
  std::copy_n(bytes.begin(), counted_bytes, subnet.begin());
  const auto network = glib::adopt(g_inet_address_new_from_bytes(subnet.data(), G_SOCKET_FAMILY_IPV6));
  return {text, text_of(network.get()) + "/64"};
}

/// Takes the port and the brackets away.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    const auto rest = end == text.npos ? text : text.substr(end + 1);
    return rest.empty() || rest.starts_with(':') ? text.substr(1, end - 1) : std::string_view();
  }
  const auto colon = text.find(':');
  return colon == text.rfind(':') ? text.substr(0, colon) : text;
}

}  // namespace

RemoteAddress remote_address(const glib::RefPtr<GSocketAddress>& address) {
  if (!address || !G_IS_INET_SOCKET_ADDRESS(address.get())) return {};
  return remote_address(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address.get())));
}

std::optional<RemoteAddress> parse_remote_address(std::string_view text) {
  const std::string host(without_port(text));
  const auto address = glib::adopt(g_inet_address_new_from_string(host.c_str()));
  if (!address) return std::nullopt;
  return remote_address(address.get());
}

}  // namespace vchat::server
