// What a fuzz target holds its results against.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace vchat {

/// Ends the run, as a finding, where a property does not hold.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}

}  // namespace vchat
