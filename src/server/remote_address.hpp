// Where a client comes from.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gio/gio.h>

#include "glib/ref_ptr.hpp"

namespace vchat::server {

/// An address without its port. An IPv4 address that is written as IPv6 (::ffff:192.0.2.1) counts as IPv4.
struct RemoteAddress {
  std::string text = "local";  // for logs: 192.0.2.1 or 2001:db8::1; "local" if it is none of the internet
  std::string key = "local";   // what limits count by: the IPv4 address, or the /64 of an IPv6 one, 2001:db8::/64
};

/// The other end of a socket. Reentrant.
[[nodiscard]] RemoteAddress remote_address(const glib::RefPtr<GSocketAddress>& address);

/// Reads an address as a proxy writes it: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`; nothing if it
/// is none. Reentrant.
[[nodiscard]] std::optional<RemoteAddress> parse_remote_address(std::string_view text);

}  // namespace vchat::server
