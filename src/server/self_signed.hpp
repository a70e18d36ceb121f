// A certificate of the server's own, for where nobody vouches for it.
#pragma once

#include <string>
#include <vector>

namespace vchat::server {

/// A new key (ECDSA, P-256) and a certificate that it signed itself, for `hosts` (names and addresses) and localhost,
/// good for ten years; one PEM text with both. Reentrant. @throws util::Error
[[nodiscard]] std::string make_self_signed(const std::vector<std::string>& hosts);

/// The name of this machine and the addresses of its interfaces. Reentrant.
[[nodiscard]] std::vector<std::string> own_hosts();

}  // namespace vchat::server
