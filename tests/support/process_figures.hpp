// How many threads and file descriptors this process has.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iterator>

namespace vchat::test {

inline std::size_t entries(const char* directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}
inline std::size_t thread_count() {
  return entries("/proc/self/task");
}
inline std::size_t fd_count() {
  return entries("/proc/self/fd");
}

}  // namespace vchat::test
