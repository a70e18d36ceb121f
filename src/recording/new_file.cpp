#include "recording/new_file.hpp"

#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <glib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "util/error.hpp"

namespace vchat::recording {

namespace {

constexpr int most_numbers = 100'000;
constexpr mode_t mode = 0666;  // less what the umask takes

[[noreturn]] void fail(const std::string& path, const std::string& why) {
  throw util::DeviceError(util::DeviceProblem::unusable, "cannot record to " + path + ": " + why);
}

/// So that the name itself outlives a power cut; where a file system cannot do that there is nothing to be done.
void sync_folder_of(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

bool little_left(const struct statvfs& disk) {
  if (disk.f_blocks == 0) return false;  // it does not say
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < least_free;
}

}  // namespace

std::string numbered(const std::string& name, int number) {
  if (number == 1) return name;
  const std::filesystem::path path(name);
  auto file = path.stem();
  file += "-" + std::to_string(number);
  file += path.extension();
  return (path.parent_path() / file).string();
}

NewFile::NewFile(const std::string& name, bool overwrite, int first) {
  for (number_ = first; descriptor_ < 0; ++number_) {
    path_ = numbered(name, number_);
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    ours_ = descriptor_ >= 0;
    if (ours_) break;
    if (errno == EEXIST && overwrite) descriptor_ = ::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (descriptor_ >= 0) break;
    if (errno != EEXIST || number_ - first >= most_numbers) fail(path_, g_strerror(errno));
  }
  struct stat status {};
  const bool regular = fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
  const bool full = nearly_full(descriptor_);
  if (regular && !full) {
    sync_folder_of(path_);
    return;
  }
  if (ours_) unlink(path_.c_str());
  close(descriptor_);
  fail(path_, regular ? "the disk is full" : "it is no regular file");
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      number_(other.number_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      ours_(std::exchange(other.ours_, false)) {}

NewFile::~NewFile() {
  if (descriptor_ < 0) return;
  struct stat status {};
  if (ours_ && fstat(descriptor_, &status) == 0 && status.st_size == 0) unlink(path_.c_str());
  close(descriptor_);
}

int NewFile::open() {
  if (ftruncate(descriptor_, 0) != 0) fail(path_, g_strerror(errno));
  ours_ = true;
  return descriptor_;
}

bool nearly_full(int descriptor) {
  struct statvfs disk {};
  return fstatvfs(descriptor, &disk) == 0 && little_left(disk);
}

bool nearly_full(const std::string& path) {
  struct statvfs disk {};
  return statvfs(path.c_str(), &disk) == 0 && little_left(disk);
}

}  // namespace vchat::recording
