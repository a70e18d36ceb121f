// Fuzzes what a stranger can send as a token: the whole of it, and claims with a right signature.
#include <cstdint>
#include <string>

#include "../support/token_keys.hpp"
#include "protocol/names.hpp"
#include "require.hpp"
#include "server/token_claims.hpp"
#include "server/token_key.hpp"
#include "util/error.hpp"

namespace {

using namespace vchat;

const std::string secret(32, 's');

void check_claims(const std::string& claims) {
  const server::TokenUse use{"tea", "vchat",
                             std::chrono::system_clock::time_point(std::chrono::seconds(2'000'000'000))};
  const auto usable = server::usable_claims(claims, use);
  if (usable && usable->name) require(protocol::user_name(*usable->name) == usable->name, "names are normalised");
}

/// Through libjwt's own reader of JSON and back.
void check_signed(const std::string& claims) {
  static const server::TokenVerifier verifier(secret, "secret");
  static const server::TokenSigner signer(secret, "secret");
  try {
    const auto read = verifier.verify(signer.sign(claims));
    require(read.has_value(), "what is signed is verified");
    check_claims(*read);
  } catch (const util::Error&) {
    // Not JSON for libjwt.
  }
}

void check_token(const std::string& token) {
  static const server::TokenVerifier verifiers[] = {
      {secret, "secret"}, {server::rsa_public, "rsa"}, {server::ec_public, "ec"}};
  for (const auto& verifier : verifiers) {
    const auto claims = verifier.verify(token);
    if (claims) check_claims(*claims);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A token has no NUL in it, as no text of the protocol has.
  const std::string input(reinterpret_cast<const char*>(data), size);
  if (input.find('\0') != std::string::npos) return 0;
  check_claims(input);
  check_signed(input);
  check_token(input);
  return 0;
}
