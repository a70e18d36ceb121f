#include "glib/file.hpp"

#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::glib {

std::string read_file(const std::string& file) {
  GCharPtr text;
  gsize length = 0;
  GErrorPtr error;
  if (!g_file_get_contents(file.c_str(), out(text), &length, out(error)))
    throw util::UsageError(file + ": cannot be read: " + error->message);
  return {text.get(), length};
}

}  // namespace vchat::glib
