#include "recording/new_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "util/error.hpp"

namespace vchat::recording {
namespace {

namespace fs = std::filesystem;

class NewFileTest : public testing::Test {
 protected:
  NewFileTest() {
    std::string name = fs::temp_directory_path() / "vchat-new-file-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~NewFileTest() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string at(const std::string& name) const { return folder_ / name; }
  static void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
  static std::string content(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  static void fill(NewFile& file) { ASSERT_EQ(write(file.open(), "new", 3), 3); }

  fs::path folder_;
};

TEST(Numbered, PutsTheNumberBeforeTheEnd) {
  EXPECT_EQ(numbered("tea.mkv", 1), "tea.mkv");
  EXPECT_EQ(numbered("tea.mkv", 2), "tea-2.mkv");
  EXPECT_EQ(numbered("/a.b/Grüße 你.1.mp4", 12), "/a.b/Grüße 你.1-12.mp4");
  EXPECT_EQ(numbered("./tea-2.mkv", 2), "./tea-2-2.mkv");
}

TEST_F(NewFileTest, NeverTakesThePlaceOfAnother) {
  put(at("tea.mkv"), "old");
  fs::create_symlink("nowhere", at("tea-2.mkv"));
  {
    NewFile file(at("tea.mkv"), false);
    EXPECT_EQ(file.path(), at("tea-3.mkv"));
    EXPECT_EQ(file.number(), 3);
    fill(file);
  }
  EXPECT_EQ(content(at("tea.mkv")), "old");
  EXPECT_EQ(content(at("tea-3.mkv")), "new");
  EXPECT_EQ(NewFile(at("tea.mkv"), false, 4).path(), at("tea-4.mkv"));
}

TEST_F(NewFileTest, OverwritesOnlyWhenAskedToAndOnlyWhenOpened) {
  put(at("tea.mkv"), "old");
  { const NewFile file(at("tea.mkv"), true); }
  EXPECT_EQ(content(at("tea.mkv")), "old");
  {
    NewFile file(at("tea.mkv"), true);
    EXPECT_EQ(file.path(), at("tea.mkv"));
    fill(file);
  }
  EXPECT_EQ(content(at("tea.mkv")), "new");
}

TEST_F(NewFileTest, LeavesNothingBehindWhenNothingWasWritten) {
  {
    NewFile file(at("tea.mkv"), false);
    EXPECT_TRUE(fs::exists(at("tea.mkv")));
    const NewFile moved(std::move(file));
    EXPECT_TRUE(fs::exists(at("tea.mkv")));
  }
  EXPECT_FALSE(fs::exists(at("tea.mkv")));
}

TEST_F(NewFileTest, SaysWhatIsWrong) {
  const auto message = [](const std::string& path, bool overwrite) -> std::string {
    try {
      const NewFile file(path, overwrite);
    } catch (const util::DeviceError& error) {
      return error.what();
    }
    return "nothing";
  };
  EXPECT_NE(message(at("none/tea.mkv"), false).find("No such file"), std::string::npos);
  fs::create_directory(at("folder.mkv"));
  EXPECT_NE(message(at("folder.mkv"), true).find("folder.mkv"), std::string::npos);
  EXPECT_NE(message("/dev/null", true).find("no regular file"), std::string::npos);
  EXPECT_NE(message(at(std::string(300, 'x') + ".mkv"), false).find("too long"), std::string::npos);
}

}  // namespace
}  // namespace vchat::recording
