#include "util/random_id.hpp"

#include <cerrno>
#include <system_error>

#include <sys/random.h>

#include "util/base64url.hpp"

namespace vchat::util {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  // Up to 256 bytes come at once or not at all (getrandom(2)).
  if (getrandom(bytes.data(), count, 0) != static_cast<ssize_t>(count))
    throw std::system_error(errno, std::generic_category(), "getrandom");
  return bytes;
}

std::string random_id() {
  return to_base64url(random_bytes(16));
}

}  // namespace vchat::util
