#include "tracks/new_folder.hpp"

#include <filesystem>
#include <system_error>

#include <unistd.h>

#include "recording/new_file.hpp"
#include "util/error.hpp"

namespace vchat::tracks {

namespace {

namespace fs = std::filesystem;

constexpr int most_numbers = 10'000;

util::DeviceError problem(const std::string& name, const std::string& why) {
  return {util::DeviceProblem::unusable, "cannot record into the folder " + name + ": " + why};
}

/// Nothing is begun where it would end at once.
void require_room(const std::string& folder, bool ours) {
  if (!recording::nearly_full(folder)) return;
  if (ours) rmdir(folder.c_str());
  throw problem(folder, "the disk is full");
}

}  // namespace

std::string new_folder(const std::string& name) {
  auto bare = name;
  while (bare.size() > 1 && bare.back() == '/') bare.pop_back();
  for (int number = 1; number <= most_numbers; ++number) {
    // Unlike a file, a folder keeps what looks like an extension.
    const auto folder = number == 1 ? bare : bare + "-" + std::to_string(number);
    std::error_code error;
    const bool ours = fs::create_directories(folder, error);
    const auto why = error.message();
    if (std::error_code none; error && !fs::exists(folder, none)) throw problem(folder, why);
    const bool usable = fs::is_directory(folder, error) && fs::is_empty(folder, error) && !error;
    if (!usable) continue;
    if (access(folder.c_str(), W_OK) != 0) throw problem(folder, "you may not write there");
    require_room(folder, ours);
    return folder;
  }
  throw problem(name, "there are too many beside it");
}

}  // namespace vchat::tracks
