// Reverse proxies in front of the server, and whom they speak for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gio/gio.h>

#include "glib/ref_ptr.hpp"
#include "server/remote_address.hpp"

namespace vchat::server {

/// Immutable, reentrant.
class TrustedProxies {
 public:
  /// Addresses (`192.0.2.1`) and networks (`10.0.0.0/8`, `2001:db8::/32`). @throws util::UsageError
  explicit TrustedProxies(const std::vector<std::string>& networks);

  /// True if what `peer` says about others is believed.
  [[nodiscard]] bool trusts(const RemoteAddress& peer) const;

  /// The client behind `peer`, who sent `forwarded_for` (all X-Forwarded-For headers, joined by commas): each proxy
  /// appended who came to it, so that it is the last one who is no trusted proxy. What stands before that may be
  /// forged.
  [[nodiscard]] RemoteAddress client_of(const RemoteAddress& peer, std::string_view forwarded_for) const;

 private:
  std::vector<glib::RefPtr<GInetAddressMask>> networks_;
};

/// For a validator. @throws util::UsageError for what is neither an address nor a network.
[[nodiscard]] glib::RefPtr<GInetAddressMask> parse_network(const std::string& text);

}  // namespace vchat::server
