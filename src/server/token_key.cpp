#include "server/token_key.hpp"

#include <cstdlib>
#include <memory>
#include <utility>

#include <jwt.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "glib/owned.hpp"
#include "protocol/json.hpp"
#include "util/base64url.hpp"
#include "util/error.hpp"

namespace vchat::server {

namespace {

using JwtPtr = std::unique_ptr<jwt_t, glib::FreeWith<jwt_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, glib::FreeWith<EVP_PKEY_free>>;
using BioPtr = std::unique_ptr<BIO, glib::FreeWith<BIO_free>>;
using TextPtr = std::unique_ptr<char, glib::FreeWith<std::free>>;

constexpr std::size_t least_secret = 32;  // bytes; RFC 7518, section 3.2
constexpr int least_rsa = 2048;           // bits; RFC 7518, section 3.3

bool is_pem(const std::string& text) {
  return text.find("-----BEGIN ") != std::string::npos;
}

std::string checked_secret(std::string text, const std::string& file) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.size() < least_secret) {
    throw util::UsageError(
        file + ": a secret for tokens has at least 32 bytes; make one with 'openssl rand -hex 32 > " + file + "'");
  }
  return text;
}

KeyKind checked_kind(const KeyPtr& key, const std::string& file) {
  char curve[32] = "";
  EVP_PKEY_get_group_name(key.get(), curve, sizeof curve, nullptr);
  ERR_clear_error();
  if (EVP_PKEY_is_a(key.get(), "RSA") == 1 && EVP_PKEY_get_bits(key.get()) >= least_rsa) return KeyKind::rsa;
  if (EVP_PKEY_is_a(key.get(), "EC") == 1 && std::string_view(curve) == "prime256v1") return KeyKind::ec;
  throw util::UsageError(file +
                         ": a key for tokens is RSA with at least 2048 bits (RS256) or on the curve P-256 (ES256)");
}

BioPtr reader_of(const std::string& pem) {
  return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

KeyKind kind_of_public(const std::string& pem, const std::string& file) {
  if (pem.find("PRIVATE KEY-----") != std::string::npos) {
    throw util::UsageError(file +
                           ": a private key, which a server need not have; give it the public one, as 'openssl "
                           "pkey -in " +
                           file + " -pubout' writes it");
  }
  const KeyPtr key(PEM_read_bio_PUBKEY(reader_of(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!key) throw util::UsageError(file + ": not a public key in PEM (-----BEGIN PUBLIC KEY-----)");
  return checked_kind(key, file);
}

KeyKind kind_of_private(const std::string& pem, const std::string& file) {
  // Else OpenSSL would ask for it on the terminal.
  const auto no_password = +[](char*, int, int, void*) noexcept { return -1; };
  const KeyPtr key(PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  if (!key) throw util::UsageError(file + ": not a private key in PEM without a password");
  return checked_kind(key, file);
}

jwt_alg_t algorithm_of(KeyKind kind) {
  if (kind == KeyKind::secret) return JWT_ALG_HS256;
  return kind == KeyKind::rsa ? JWT_ALG_RS256 : JWT_ALG_ES256;
}

const unsigned char* bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Before libjwt, which takes the algorithm that the token asks for and heeds no `crit` (RFC 7515, section 4.1.11).
bool has_header_for(KeyKind kind, const std::string& token) try {
  const auto json = util::from_base64url(std::string_view(token).substr(0, token.find('.')));
  if (!json) return false;
  const protocol::json::Object header(*json);
  const auto* algorithm = header.find("alg");
  return algorithm && algorithm->text() == jwt_alg_str(algorithm_of(kind)) && !header.find("crit");
} catch (const protocol::json::Malformed&) {
  return false;
}

}  // namespace

TokenVerifier::TokenVerifier(std::string text, const std::string& file)
    : key_(std::move(text)), kind_(is_pem(key_) ? kind_of_public(key_, file) : KeyKind::secret) {
  if (kind_ == KeyKind::secret) key_ = checked_secret(std::move(key_), file);
}

std::optional<std::string> TokenVerifier::verify(const std::string& token) const {
  if (!has_header_for(kind_, token)) return std::nullopt;
  JwtPtr jwt;
  if (jwt_decode(glib::out(jwt), token.c_str(), bytes(key_), static_cast<int>(key_.size())) != 0) return std::nullopt;
  if (jwt_get_alg(jwt.get()) != algorithm_of(kind_)) return std::nullopt;
  const TextPtr claims(jwt_get_grants_json(jwt.get(), nullptr));
  return claims ? std::optional<std::string>(claims.get()) : std::nullopt;
}

TokenSigner::TokenSigner(std::string text, const std::string& file)
    : key_(std::move(text)), kind_(is_pem(key_) ? kind_of_private(key_, file) : KeyKind::secret) {
  if (kind_ == KeyKind::secret) key_ = checked_secret(std::move(key_), file);
}

std::string TokenSigner::sign(const std::string& claims) const {
  JwtPtr jwt;
  const bool made = jwt_new(glib::out(jwt)) == 0;
  TextPtr token;
  if (made && jwt_add_grants_json(jwt.get(), claims.c_str()) == 0 &&
      jwt_set_alg(jwt.get(), algorithm_of(kind_), bytes(key_), static_cast<int>(key_.size())) == 0)
    token.reset(jwt_encode_str(jwt.get()));
  if (!token) throw util::Error("libjwt cannot make a token with this key");
  return token.get();
}

}  // namespace vchat::server
