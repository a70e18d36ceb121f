// Where the server listens.
#pragma once

#include <optional>
#include <string>

#include <gio/gio.h>

#include "glib/ref_ptr.hpp"

namespace vchat::server {

/// Reads `127.0.0.1:8080`, `0.0.0.0:0` or `[::1]:8080`. Reentrant. @throws util::UsageError
[[nodiscard]] glib::RefPtr<GSocketAddress> parse_address(const std::string& text);

/// A socket that listens there, with a backlog that takes thousands of clients who come at once. Reentrant.
/// @throws util::Error that says why not, for example that the address is in use.
[[nodiscard]] glib::RefPtr<GSocket> listen_at(const glib::RefPtr<GSocketAddress>& address);

/// The http or https URL of a listening socket, with the port that it really has. Reentrant. @throws util::Error
[[nodiscard]] std::string url_of(const glib::RefPtr<GSocket>& socket, bool tls);

/// That URL with an address that other machines can try: one of this machine's own in the place of 0.0.0.0 or [::].
/// Nothing for an address that only this machine can reach, or if it has no way out. Reentrant.
[[nodiscard]] std::optional<std::string> url_for_others(const std::string& url);

}  // namespace vchat::server
