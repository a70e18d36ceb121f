#include "tracks/compose_file.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>

#include "sample_tracks.hpp"
#include "tracks/meeting_folder.hpp"
#include "util/error.hpp"

namespace vchat::tracks {
namespace {

namespace fs = std::filesystem;

struct ComposeFileTest : testing::Test {
  [[nodiscard]] std::string at(const std::string& name) const { return folder.path + "/" + name; }
  [[nodiscard]] std::string content(const std::string& name) const {
    std::ifstream file(at(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void put(const std::string& name) const { std::ofstream(at(name)) << "old"; }
  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder.path), fs::directory_iterator());
  }
  static void fill(const ComposeFile& file) { ASSERT_EQ(write(file.descriptor(), "new", 3), 3); }

  TemporaryFolder folder;
};

TEST_F(ComposeFileTest, TakesThePlaceOfAnotherOnlyWhenItIsKept) {
  put("tea.mkv");
  {
    ComposeFile file(at("tea.mkv"), true);
    fill(file);
    EXPECT_EQ(content("tea.mkv"), "old");
    file.keep();
    EXPECT_EQ(file.path(), at("tea.mkv"));
  }
  EXPECT_EQ(content("tea.mkv"), "new");
  EXPECT_EQ(files(), 1);
}

TEST_F(ComposeFileTest, LeavesNothingButWhatWasThereWhenItIsNotKept) {
  put("tea.mkv");
  for (const bool overwrite : {false, true}) {
    const ComposeFile file(at("tea.mkv"), overwrite);
    fill(file);
    EXPECT_EQ(files(), 2);
  }
  EXPECT_EQ(content("tea.mkv"), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(ComposeFileTest, NeedsNothingToReplace) {
  for (const auto* name : {"tea.mkv", "tea-2.mkv"}) {
    ComposeFile file(at("tea.mkv"), false);
    EXPECT_EQ(file.path(), at(name));
    fill(file);
    file.keep();
  }
  ComposeFile file(at("other.mkv"), true);
  fill(file);
  file.keep();
  EXPECT_EQ(content("other.mkv"), "new");
  EXPECT_EQ(files(), 3);
}

TEST_F(ComposeFileTest, ALinkGoesOnLeadingThereAndWhoMayReadStays) {
  put("real.mkv");
  fs::permissions(at("real.mkv"), fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("real.mkv", at("link.mkv"));
  {
    ComposeFile file(at("link.mkv"), true);
    fill(file);
    file.keep();
  }
  EXPECT_TRUE(fs::is_symlink(at("link.mkv")));
  EXPECT_EQ(content("real.mkv"), "new");
  EXPECT_EQ(fs::status(at("real.mkv")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(ComposeFileTest, WhatIsNoFileIsNotReplaced) {
  fs::create_directory(at("folder.mkv"));
  EXPECT_THROW(ComposeFile(at("folder.mkv"), true), util::DeviceError);
  EXPECT_THROW(ComposeFile("/dev/null", true), util::DeviceError);
  EXPECT_THROW(ComposeFile(at("none/tea.mkv"), true), util::DeviceError);
}

TEST_F(ComposeFileTest, ItIsKnownWhetherItIsAmongTheTracks) {
  fs::create_directories(at("tea/sub"));
  put("tea/001.mkv");
  fs::create_symlink("tea", at("link"));
  fs::create_symlink("tea/001.mkv", at("track.mkv"));
  fs::create_symlink("../elsewhere.mkv", at("tea/out.mkv"));
  for (const auto* name : {"tea/001.mkv", "tea/new.mkv", "tea/sub/new.mkv", "tea/../tea/new.mkv", "link/new.mkv",
                           "track.mkv", "tea/out.mkv"})
    EXPECT_TRUE(lies_in(at("tea/"), at(name))) << name;
  for (const auto* name : {"new.mkv", "tea.mkv", "tea/../new.mkv", "none/new.mkv"})
    EXPECT_FALSE(lies_in(at("tea"), at(name))) << name;
  fs::current_path(at("tea"));
  EXPECT_TRUE(lies_in(".", "new.mkv"));
  EXPECT_FALSE(lies_in(".", "../new.mkv"));
  fs::current_path("/");
}

}  // namespace
}  // namespace vchat::tracks
