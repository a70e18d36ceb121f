#include "tracks/new_folder.hpp"

#include <filesystem>
#include <fstream>

#include <glib.h>
#include <gtest/gtest.h>

#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::tracks {
namespace {

namespace fs = std::filesystem;

struct NewFolderTest : testing::Test {
  NewFolderTest() : root(glib::GCharPtr(g_dir_make_tmp("vchat-XXXXXX", nullptr)).get()) {}
  ~NewFolderTest() override { fs::remove_all(root); }
  static void put_something_into(const std::string& folder) { std::ofstream(folder + "/file") << "x"; }
  const std::string root;
};

TEST_F(NewFolderTest, IsMadeWithThoseAboveIt) {
  EXPECT_EQ(new_folder(root + "/a/b/"), root + "/a/b");
  EXPECT_TRUE(fs::is_directory(root + "/a/b"));
}

TEST_F(NewFolderTest, AnEmptyOneIsTaken) {
  EXPECT_EQ(new_folder(root), root);
}

TEST_F(NewFolderTest, WhatIsThereStaysAlone) {
  const auto name = root + "/tea.party";
  for (const auto* end : {"", "-2", "-3"}) {
    const auto folder = new_folder(name);
    EXPECT_EQ(folder, name + end);
    put_something_into(folder);
  }
  EXPECT_TRUE(fs::exists(name + "/file"));
}

TEST_F(NewFolderTest, AFileOfThatNameIsNoFolder) {
  std::ofstream(root + "/x") << "x";
  EXPECT_EQ(new_folder(root + "/x"), root + "/x-2");
  EXPECT_THROW((void)new_folder(root + "/x/y"), util::DeviceError);
}

TEST_F(NewFolderTest, ANameThatCannotBeIsAnError) {
  EXPECT_THROW((void)new_folder(root + "/" + std::string(300, 'a')), util::DeviceError);
  EXPECT_THROW((void)new_folder("/proc/none"), util::DeviceError);
}

}  // namespace
}  // namespace vchat::tracks
