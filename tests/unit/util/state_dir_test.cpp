#include "util/state_dir.hpp"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "util/error.hpp"
#include "util/random_id.hpp"

namespace vchat::util {
namespace {

namespace fs = std::filesystem;

class StateDirTest : public testing::Test {
 protected:
  StateDirTest() {
    for (const char* name : {"STATE_DIRECTORY", "XDG_STATE_HOME"}) unsetenv(name);
    setenv("HOME", root_.c_str(), 1);
  }
  ~StateDirTest() override {
    fs::remove_all(root_);
    setenv("HOME", home_.c_str(), 1);
  }
  static mode_t mode(const fs::path& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
  }
  const std::string home_ = getenv("HOME") ? getenv("HOME") : "/";
  const fs::path root_ = fs::temp_directory_path() / ("vchat-" + random_id());
};

TEST_F(StateDirTest, IsWhereItIsAskedForAndPrivate) {
  EXPECT_EQ(state_dir(), root_ / ".local/state/vchat");
  EXPECT_EQ(mode(root_ / ".local/state/vchat"), 0700U);
  setenv("XDG_STATE_HOME", "relative", 1);
  EXPECT_EQ(state_dir(), root_ / ".local/state/vchat");
  setenv("XDG_STATE_HOME", (root_ / "xdg").c_str(), 1);
  EXPECT_EQ(state_dir(), root_ / "xdg/vchat");
  setenv("STATE_DIRECTORY", ((root_ / "systemd").string() + ":/other").c_str(), 1);
  EXPECT_EQ(state_dir(), root_ / "systemd");
  EXPECT_EQ(state_dir((root_ / "given").string()), root_ / "given");
}

TEST_F(StateDirTest, SaysWhyItCannotBeHad) {
  fs::create_directories(root_);
  std::ofstream(root_ / "file") << "x";
  EXPECT_THROW(static_cast<void>(state_dir((root_ / "file").string())), Error);
  EXPECT_THROW(static_cast<void>(state_dir((root_ / "file/below").string())), Error);
}

TEST_F(StateDirTest, MakesASecretOnce) {
  const auto file = state_dir() / "key";
  int made = 0;
  const auto make = [&] {
    ++made;
    return std::string("one\0two", 7);
  };
  EXPECT_EQ(read_or_make(file, make), std::string("one\0two", 7));
  EXPECT_EQ(mode(file), 0600U);
  EXPECT_EQ(read_or_make(file, make), std::string("one\0two", 7));
  EXPECT_EQ(made, 1);
  write_private(file, "new");
  EXPECT_EQ(read_or_make(file, make), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(file.parent_path()), {}), 1) << "nothing temporary stays";
  EXPECT_THROW(static_cast<void>(read_or_make(file / "below", make)), Error);
}

}  // namespace
}  // namespace vchat::util
