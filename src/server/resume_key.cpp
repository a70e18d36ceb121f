#include "server/resume_key.hpp"

#include <glib.h>

#include "util/error.hpp"
#include "util/random_id.hpp"
#include "util/state_dir.hpp"

namespace vchat::server {

namespace {

constexpr std::size_t key_bytes = 32;

}  // namespace

std::string resume_key(const std::string& state_dir) {
  const auto make = [] { return util::random_bytes(key_bytes); };
  try {
    const auto path = util::state_dir(state_dir) / "resume.key";
    auto key = util::read_or_make(path, make);
    if (key.size() == key_bytes) return key;
    throw util::Error(path.string() + " is not a key of 32 bytes; remove it, and a new one is made");
  } catch (const util::Error& error) {
    g_warning("calls will not survive a restart of this server: %s", error.what());
  }
  return make();
}

}  // namespace vchat::server
