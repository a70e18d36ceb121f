#include "tracks/meeting_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "util/error.hpp"

namespace vchat::tracks {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& message) {
  throw util::DeviceError(util::DeviceProblem::unusable, message);
}

}  // namespace

Meeting read_meeting(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) fail("there is no folder " + folder);
  const auto path = folder + "/" + meeting_file;
  if (!fs::is_regular_file(path, error))
    fail(folder + " has no " + meeting_file + ": it is no folder that 'vchat join --record-tracks' has written");
  if (fs::file_size(path, error) > longest_meeting_file) fail(path + " is too large");
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) fail("cannot read " + path);
  return parse_meeting(text);
}

bool lies_in(const std::string& folder, const std::string& file) {
  std::error_code error;
  const auto root = fs::canonical(folder, error);
  const auto is_inside = [&](const fs::path& path) {
    const auto place = fs::weakly_canonical(path, error);
    return std::mismatch(root.begin(), root.end(), place.begin(), place.end()).first == root.end();
  };
  const auto path = fs::absolute(file);
  return is_inside(path) || is_inside(path.parent_path());
}

}  // namespace vchat::tracks
