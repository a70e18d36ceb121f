// What every HTTP answer says to the browser about the page and what it may do.
#pragma once

#include <libsoup/soup.h>

namespace vchat::server {

/// `tls`: the answer goes through the server's own TLS. Reentrant.
void add_security_headers(SoupMessageHeaders* headers, bool tls);

/// Takes out again what browsers heed only on documents: on each script and style sheet of the page it would be a third
/// of the page's weight. Reentrant.
void drop_document_headers(SoupMessageHeaders* headers);

}  // namespace vchat::server
