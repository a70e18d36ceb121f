// Which certificates of a server a client believes.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <libsoup/soup.h>

#include "glib/ref_ptr.hpp"
#include "glib/signal.hpp"

namespace vchat::signaling {

struct TlsTrust {
  std::string ca_file;  // PEM: the authorities that are believed instead of the system's; empty: the system's
  std::string
      fingerprint;  // as parse_fingerprint() gives it: this certificate and no other; empty: any that is vouched for
};

/// Reads the SHA-256 of a certificate, 64 hexadecimal digits of either case with or without colons, and writes it as
/// `AB:CD:…`. Reentrant. @throws util::UsageError
[[nodiscard]] std::string parse_fingerprint(const std::string& text);

/// Checks the certificates of a session's servers. A pinned fingerprint stands in for name and authority, and for
/// nothing else: an expired certificate stays expired. Thread-bound.
class TlsVerifier {
 public:
  /// @throws util::UsageError if the CA file is none.
  explicit TlsVerifier(TlsTrust trust);

  /// For every session before its first message.
  void prepare(SoupSession* session) const;

  /// For every message before it is sent; holds as long as what it returns, which this must outlive.
  [[nodiscard]] glib::ScopedSignal watch(SoupMessage* message);

  /// Why the certificate that was seen last is not believed, and what to do, for a message that names `server`; nothing
  /// if there is nothing wrong with it.
  [[nodiscard]] std::optional<std::string> complaint(const std::string& server) const;

 private:
  bool accept(GTlsCertificate* certificate, GTlsCertificateFlags wrong);

  const TlsTrust trust_;
  glib::RefPtr<GTlsDatabase> authorities_;  // null: the system's
  std::string seen_;                        // fingerprint
  GTlsCertificateFlags wrong_ = G_TLS_CERTIFICATE_NO_FLAGS;
};

}  // namespace vchat::signaling
