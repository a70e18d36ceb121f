#include "server/password_hash.hpp"

#include <cstring>
#include <memory>

#include <crypt.h>

#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::server {

namespace {

constexpr std::string_view yescrypt = "$y$";
constexpr std::size_t hash_characters = 43;  // 256 bits, crypt(5)

/// Holds what was computed from a password, and does not leave it in memory.
class Workspace {
 public:
  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() { explicit_bzero(data_.get(), sizeof *data_); }

  /// Empty if libcrypt refuses.
  std::string run(const std::string& password, const std::string& setting) {
    const char* result = crypt_rn(password.c_str(), setting.c_str(), data_.get(), sizeof *data_);
    return result ? result : "";
  }

 private:
  std::unique_ptr<crypt_data> data_ = std::make_unique<crypt_data>();
};

std::string composed(const std::string& password) {
  const glib::GCharPtr text(g_utf8_normalize(password.c_str(), -1, G_NORMALIZE_NFC));
  return text ? text.get() : password;
}

bool equal(std::string_view one, std::string_view other) noexcept {
  if (one.size() != other.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) difference |= static_cast<unsigned char>(one[i] ^ other[i]);
  return difference == 0;
}

}  // namespace

std::string hash_password(const std::string& password) {
  if (password.empty()) throw util::UsageError("a password has at least one character");
  const auto text = composed(password);
  if (text.size() > max_password_bytes) throw util::UsageError("a password has at most 511 bytes");
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  if (!crypt_gensalt_rn(yescrypt.data(), 0, nullptr, 0, setting, sizeof setting))
    throw util::Error("libcrypt makes no salt for yescrypt");
  auto hash = Workspace().run(text, setting);
  if (!is_password_hash(hash)) throw util::Error("libcrypt makes no yescrypt hash");
  return hash;
}

bool password_matches(const std::string& password, const std::string& hash) {
  const auto result = Workspace().run(composed(password), hash);
  return !result.empty() && equal(result, hash);
}

bool is_password_hash(const std::string& text) {
  return text.starts_with(yescrypt) && text.size() - text.rfind('$') == 1 + hash_characters &&
         crypt_checksalt(text.c_str()) == CRYPT_SALT_OK;
}

}  // namespace vchat::server
