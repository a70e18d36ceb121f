// What every HTTP answer says to the browser about the page and what it may do.
#pragma once

#include <libsoup/soup.h>

namespace vchat::server {

/// `tls`: the answer goes through the server's own TLS. Reentrant.
void add_security_headers(SoupMessageHeaders* headers, bool tls);

}  // namespace vchat::server
