#include "server/security_headers.hpp"

#include <utility>

namespace vchat::server {

namespace {

constexpr std::pair<const char*, const char*> always[] = {
    // Nothing inline, nothing from elsewhere, in nobody's frame. `data:` and `blob:` are pictures and media of the
    // page.
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
     "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},  // a room's link is enough to enter it
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), speaker-selection=(self), "
     "screen-wake-lock=(self), clipboard-write=(self), geolocation=(), payment=(), usb=(), serial=(), bluetooth=()"},
};

}  // namespace

void add_security_headers(SoupMessageHeaders* headers, bool tls) {
  for (const auto& [name, value] : always) soup_message_headers_replace(headers, name, value);
  // Without includeSubDomains: what else runs under this name is not ours to decide.
  if (tls) soup_message_headers_replace(headers, "Strict-Transport-Security", "max-age=31536000");
}

}  // namespace vchat::server
