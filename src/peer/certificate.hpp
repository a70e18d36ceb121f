// Whose certificate is it: the check that webrtcbin of GStreamer 1.22 does not make.
#pragma once

#include <optional>
#include <string>

#include "peer/sdp.hpp"

namespace vchat::peer {

/// SHA-256 over the DER of a certificate in PEM (RFC 8122, section 5); nothing if it is not one. Reentrant.
[[nodiscard]] std::optional<Fingerprint> certificate_fingerprint(const std::string& pem);

}  // namespace vchat::peer
