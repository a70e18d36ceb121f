#include "util/state_dir.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/descriptor.hpp"
#include "util/error.hpp"
#include "util/random_id.hpp"

namespace vchat::util {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& what, int error) {
  throw Error(what + ": " + std::generic_category().message(error) + "; choose another folder with --state-dir");
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return value ? value : "";
}

fs::path default_state_dir() {
  if (const auto list = variable("STATE_DIRECTORY"); !list.empty()) return list.substr(0, list.find(':'));
  // The XDG specification: a relative path there is to be ignored.
  if (const fs::path home = variable("XDG_STATE_HOME"); home.is_absolute()) return home / "vchat";
  if (const fs::path home = variable("HOME"); home.is_absolute()) return home / ".local/state/vchat";
  throw Error("there is no home directory to keep the server's state in; choose a folder with --state-dir");
}

void write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const auto written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail("cannot write " + path.string(), errno);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

fs::path state_dir(const std::string& given) {
  const auto path = given.empty() ? default_state_dir() : fs::path(given);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot make " + path.string(), errno);
  if (!fs::is_directory(path, error)) fail("cannot use " + path.string(), ENOTDIR);
  return path;
}

void write_private(const fs::path& path, const std::string& content) {
  const auto temporary = path.string() + "." + random_id();
  const Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) fail("cannot write " + path.string(), errno);
  try {
    write_all(file.get(), content, path);
    if (fsync(file.get()) != 0 || rename(temporary.c_str(), path.c_str()) != 0)
      fail("cannot write " + path.string(), errno);
  } catch (const Error&) {
    unlink(temporary.c_str());
    throw;
  }
}

std::string read_or_make(const fs::path& path, const std::function<std::string()>& make) {
  errno = 0;
  if (std::ifstream file(path, std::ios::binary); file) {
    std::string content(std::istreambuf_iterator<char>(file), {});
    if (!file.bad()) return content;
  }
  if (errno != ENOENT) fail("cannot read " + path.string(), errno);
  auto content = make();
  write_private(path, content);
  return content;
}

}  // namespace vchat::util
