// TLS over a socket, as a stream of GIO.
#pragma once

#include <gio/gio.h>

#include "glib/ref_ptr.hpp"
#include "server/tls_context.hpp"

namespace vchat::server {

/// What a TLS record holds at most: a write that would have to wait may have taken this much already, and wants the
/// same bytes again (RFC 8446, section 5.1).
inline constexpr gsize max_tls_record = 16 * 1024;

/// The server's side of TLS. Never waits: what would have to fails with G_IO_ERROR_WOULD_BLOCK. The handshake is part
/// of the first reads. It runs where it is read: GIO's own TLS gives each handshake a thread of a small pool, so that a
/// few clients who stall keep out all others. Thread-bound. @throws util::Error
[[nodiscard]] glib::RefPtr<GIOStream> make_tls_stream(const glib::RefPtr<GSocket>& socket, const TlsContext& context);

}  // namespace vchat::server
