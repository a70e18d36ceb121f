#include "tracks/compose_file.hpp"

#include <cerrno>
#include <filesystem>

#include <glib.h>
#include <unistd.h>

#include "util/error.hpp"

namespace vchat::tracks {

namespace {

namespace fs = std::filesystem;

constexpr const char* hidden_name =
    ".vchat-compose";  // without the name of the file, which may be as long as names can be

[[noreturn]] void fail(const std::string& path, const std::string& why) {
  throw util::DeviceError(util::DeviceProblem::unusable, "cannot write " + path + ": " + why);
}

std::string place_of(const std::string& name) {
  std::error_code error;
  if (!fs::exists(name, error)) return name;
  if (!fs::is_regular_file(name, error)) fail(name, "it is no regular file");
  if (access(name.c_str(), W_OK) != 0) fail(name, g_strerror(errno));
  const auto place = fs::canonical(name, error);
  if (error) fail(name, error.message());
  return place;
}

}  // namespace

ComposeFile::ComposeFile(const std::string& name, bool overwrite)
    : replaced_(overwrite ? place_of(name) : ""),
      file_(overwrite ? fs::path(replaced_).replace_filename(hidden_name).string() : name, false),
      path_(overwrite ? name : file_.path()),
      descriptor_(file_.open()) {
  std::error_code error;
  if (const auto before = fs::status(replaced_, error); fs::is_regular_file(before))
    fs::permissions(file_.path(), before.permissions(), error);
}

ComposeFile::~ComposeFile() {
  if (!kept_) unlink(file_.path().c_str());
}

void ComposeFile::keep() {
  if (fsync(descriptor_) != 0) fail(path_, g_strerror(errno));
  kept_ = true;
  if (!replaced_.empty() && rename(file_.path().c_str(), replaced_.c_str()) != 0)
    fail(path_, std::string(g_strerror(errno)) + "; the new file is " + file_.path());
}

}  // namespace vchat::tracks
