// GError into an exception.
#pragma once

#include <string>

#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::glib {

/// Throws util::Error "`doing`: what the GError says" if there is an error, else returns.
inline void throw_if(const GErrorPtr& error, const std::string& doing) {
  if (error) throw util::Error(doing + ": " + error->message);
}

}  // namespace vchat::glib
