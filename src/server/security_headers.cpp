#include "server/security_headers.hpp"

#include <initializer_list>
#include <utility>

namespace vchat::server {

namespace {

using Headers = std::initializer_list<std::pair<const char*, const char*>>;

constexpr Headers always = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},  // a room's link is enough to enter it
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

constexpr Headers for_documents = {
    // Nothing inline, nothing from elsewhere, in nobody's frame. `data:` and `blob:` are pictures and media of the
    // page.
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
     "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), speaker-selection=(self), "
     "screen-wake-lock=(self), clipboard-write=(self), geolocation=(), payment=(), usb=(), serial=()"},
};

}  // namespace

void add_security_headers(SoupMessageHeaders* headers, bool tls) {
  for (const auto& group : {always, for_documents})
    for (const auto& [name, value] : group) soup_message_headers_replace(headers, name, value);
  // Without includeSubDomains: what else runs under this name is not ours to decide.
  if (tls) soup_message_headers_replace(headers, "Strict-Transport-Security", "max-age=31536000");
}

void drop_document_headers(SoupMessageHeaders* headers) {
  for (const auto& [name, value] : for_documents) soup_message_headers_remove(headers, name);
}

}  // namespace vchat::server
