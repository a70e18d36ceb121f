// A server's certificate with its key, and how TLS is spoken with them.
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "glib/owned.hpp"

namespace vchat::server {

using SslContextPtr = std::unique_ptr<SSL_CTX, glib::FreeWith<SSL_CTX_free>>;

/// TLS 1.2 and 1.3 without renegotiation, HTTP/1.1 above it. The connections that were made from one keep what they
/// need of it. Immutable, reentrant.
class TlsContext {
 public:
  /// PEM files: the certificate with those that it was signed by, and the key, which has no passphrase.
  /// @throws util::Error that names the file and what is wrong with it.
  TlsContext(const std::string& certificate_file, const std::string& key_file);

  [[nodiscard]] SSL_CTX* get() const noexcept { return context_.get(); }

  /// SHA-256 of the certificate, as browsers and openssl show it: `AB:CD:…`, 32 bytes.
  [[nodiscard]] const std::string& fingerprint() const noexcept { return fingerprint_; }

 private:
  SslContextPtr context_;
  std::string fingerprint_;
};

/// What OpenSSL says is wrong, for a message; empties its queue of errors. Reentrant.
[[nodiscard]] std::string openssl_error();

}  // namespace vchat::server
