#include "server/tls_context.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "util/error.hpp"

namespace vchat::server {

namespace {

// For TLS 1.2; all suites of 1.3 are as good.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

[[noreturn]] void fail(const std::string& what) {
  throw util::Error(what + ": " + openssl_error());
}

/// A key with a passphrase is an error, not a question on the terminal.
int no_passphrase(char*, int, int, void*) noexcept {
  return -1;
}

/// Another protocol than HTTP/1.1 ends the handshake (RFC 7301, section 3.2), so that nothing that this server says can
/// be taken for what another would (ALPACA).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
                    unsigned in_length, void*) noexcept {
  constexpr std::string_view wanted = "http/1.1";
  std::string_view offered(reinterpret_cast<const char*>(in), in_length);
  while (!offered.empty()) {
    const auto length = static_cast<unsigned char>(offered.front());
    const auto name = offered.substr(1, length);
    if (name == wanted) {
      *out = reinterpret_cast<const unsigned char*>(name.data());
      *out_length = length;
      return SSL_TLSEXT_ERR_OK;
    }
    offered.remove_prefix(std::min(offered.size(), std::size_t{1} + length));
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::string fingerprint_of(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &length) != 1) fail("cannot hash the certificate");
  constexpr char digits[] = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    if (i > 0) text += ':';
    text += {digits[digest[i] >> 4U], digits[digest[i] & 15U]};
  }
  return text;
}

}  // namespace

TlsContext::TlsContext(const std::string& certificate_file, const std::string& key_file)
    : context_(SSL_CTX_new(TLS_server_method())) {
  ERR_clear_error();
  auto* context = context_.get();
  if (!context) fail("cannot set TLS up");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  if (SSL_CTX_set_cipher_list(context, ciphers) != 1) fail("cannot set TLS up");
  // Both HTTP and WebSocket say how long a message is: an end without close-notify cuts nothing off unseen.
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  // Clients keep their sessions themselves, in tickets: nothing of those who have gone stays here.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_default_passwd_cb(context, &no_passphrase);
  SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1)
    fail("cannot use the certificate in " + certificate_file);
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    fail("cannot use the key in " + key_file);
  fingerprint_ = fingerprint_of(SSL_CTX_get0_certificate(context));
}

std::string openssl_error() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return std::strerror(ERR_GET_REASON(code));
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "unknown error";
}

}  // namespace vchat::server
