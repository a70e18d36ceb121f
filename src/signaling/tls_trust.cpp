#include "signaling/tls_trust.hpp"

#include <utility>

#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::signaling {

namespace {

constexpr std::size_t digits_of_sha256 = 64;
constexpr auto pinned_away =
    static_cast<GTlsCertificateFlags>(G_TLS_CERTIFICATE_UNKNOWN_CA | G_TLS_CERTIFICATE_BAD_IDENTITY);

// A database that knows no authority: without it GIO would ask about a certificate only if nobody vouches for it.

struct NobodysWord {
  GTlsDatabase parent;
};
struct NobodysWordClass {
  GTlsDatabaseClass parent;
};
G_DEFINE_TYPE(NobodysWord, nobodys_word, G_TYPE_TLS_DATABASE)

void nobodys_word_init(NobodysWord*) {}

void nobodys_word_class_init(NobodysWordClass* type) {
  type->parent.verify_chain = [](GTlsDatabase*, GTlsCertificate* chain, const gchar*, GSocketConnectable*,
                                 GTlsInteraction*, GTlsDatabaseVerifyFlags, GCancellable*, GError**) noexcept {
    return static_cast<GTlsCertificateFlags>(G_TLS_CERTIFICATE_UNKNOWN_CA |
                                             g_tls_certificate_verify(chain, nullptr, nullptr));
  };
}

std::string with_colons(const std::string& digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 2 == 0) text += ':';
    text += g_ascii_toupper(digits[i]);
  }
  return text;
}

std::string fingerprint_of(GTlsCertificate* certificate) {
  GByteArray* der = nullptr;
  g_object_get(certificate, "certificate", &der, nullptr);
  const auto bytes = glib::adopt(g_byte_array_free_to_bytes(der));
  const glib::GCharPtr digits(g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes.get()));
  return with_colons(digits.get());
}

glib::RefPtr<GTlsDatabase> read_authorities(const std::string& file) {
  glib::GErrorPtr error;
  auto database = glib::adopt(g_tls_file_database_new(file.c_str(), glib::out(error)));
  if (error) throw util::UsageError("cannot use the certificates in " + file + ": " + error->message);
  return database;
}

}  // namespace

std::string parse_fingerprint(const std::string& text) {
  std::string digits;
  bool hexadecimal = true;
  for (const char c : text) {
    if (c == ':') continue;
    hexadecimal = hexadecimal && g_ascii_isxdigit(c);
    digits += c;
  }
  if (!hexadecimal || digits.size() != digits_of_sha256)
    throw util::UsageError("'" + text + "' is not the SHA-256 fingerprint of a certificate: 64 hexadecimal digits");
  return with_colons(digits);
}

TlsVerifier::TlsVerifier(TlsTrust trust) : trust_(std::move(trust)) {
  if (!trust_.fingerprint.empty())
    authorities_ = glib::adopt(G_TLS_DATABASE(g_object_new(nobodys_word_get_type(), nullptr)));
  else if (!trust_.ca_file.empty())
    authorities_ = read_authorities(trust_.ca_file);
}

void TlsVerifier::prepare(SoupSession* session) const {
  if (authorities_) soup_session_set_tls_database(session, authorities_.get());
}

glib::ScopedSignal TlsVerifier::watch(SoupMessage* message) {
  wrong_ = G_TLS_CERTIFICATE_NO_FLAGS;
  seen_.clear();
  return glib::connect<gboolean, GTlsCertificate*, GTlsCertificateFlags>(
      message, "accept-certificate", [this](GTlsCertificate* certificate, GTlsCertificateFlags wrong) -> gboolean {
        return accept(certificate, wrong);
      });
}

bool TlsVerifier::accept(GTlsCertificate* certificate, GTlsCertificateFlags wrong) {
  seen_ = fingerprint_of(certificate);
  const bool pinned = seen_ == trust_.fingerprint;
  wrong_ = pinned ? static_cast<GTlsCertificateFlags>(wrong & ~pinned_away) : wrong;
  return wrong_ == G_TLS_CERTIFICATE_NO_FLAGS;
}

std::optional<std::string> TlsVerifier::complaint(const std::string& server) const {
  if (wrong_ == G_TLS_CERTIFICATE_NO_FLAGS) return std::nullopt;
  if (!trust_.fingerprint.empty() && seen_ != trust_.fingerprint) {
    return server + " shows another certificate than --tls-fingerprint names: " + seen_ +
           "; somebody may be on the way who listens in, or the server has a new one: ask who runs it";
  }
  const auto not_trusted = server + " cannot be trusted: ";
  if ((wrong_ & G_TLS_CERTIFICATE_EXPIRED) != 0) return not_trusted + "its certificate has expired; tell who runs it";
  if ((wrong_ & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return not_trusted + "its certificate is not valid yet; is the clock of this computer right?";
  if ((wrong_ & (G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_INSECURE)) != 0)
    return not_trusted + "its certificate was revoked or is too weak; tell who runs it";
  const std::string why = (wrong_ & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0 ? "nobody known here vouches for its certificate"
                                                                       : "its certificate is for another name";
  return not_trusted + why + ". If who runs it ('vchat serve' prints it) says that its SHA-256 fingerprint is " +
         seen_ + ", add: --tls-fingerprint " + seen_;
}

}  // namespace vchat::signaling
