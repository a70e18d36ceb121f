#include "recording/mp4_trim.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "glib/owned.hpp"

namespace vchat::recording {
namespace {

std::string big_endian(std::uint64_t value, int count) {
  std::string bytes;
  for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  return bytes;
}

std::string box(const std::string& type, const std::string& content) {
  return big_endian(8 + content.size(), 4) + type + content;
}

std::string large_box(const std::string& type, const std::string& content) {
  return big_endian(1, 4) + type + big_endian(16 + content.size(), 8) + content;
}

class Mp4TrimTest : public testing::Test {
 protected:
  Mp4TrimTest() : folder_(glib::GCharPtr(g_dir_make_tmp("vchat-XXXXXX", nullptr)).get()) {}
  ~Mp4TrimTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string trimmed(const std::string& content) const {
    const auto path = folder_ + "/x.mp4";
    std::ofstream(path, std::ios::binary) << content;
    trim_to_whole_fragments(path);
    std::stringstream left;
    left << std::ifstream(path, std::ios::binary).rdbuf();
    return left.str();
  }

 private:
  const std::string folder_;
};

const std::string head = box("ftyp", "iso5") + box("moov", std::string(100, 'm'));
const std::string fragment = box("moof", std::string(50, 'h')) + box("mdat", std::string(200, 'd'));

TEST_F(Mp4TrimTest, EndsAfterTheLastWholeFragmentWhereverTheFileWasCut) {
  const auto whole = head + fragment + fragment;
  for (std::size_t cut = 0; cut < fragment.size(); ++cut)
    EXPECT_EQ(trimmed(whole + fragment.substr(0, cut)), whole) << cut;
}

TEST_F(Mp4TrimTest, KnowsLargeBoxes) {
  const auto whole = head + box("moof", "h") + large_box("mdat", std::string(300, 'd'));
  EXPECT_EQ(trimmed(whole + box("moof", "cut").substr(0, 9)), whole);
}

TEST_F(Mp4TrimTest, LeavesAloneWhatHasNoWholeFragment) {
  for (const auto& content :
       {std::string(), head, head + fragment.substr(0, 70), std::string("no MP4 at all, but long"),
        big_endian(0, 4) + "mdat", big_endian(1, 4) + "mdat"})
    EXPECT_EQ(trimmed(content), content);
}

TEST_F(Mp4TrimTest, AnAbsentFileIsNoProblem) {
  trim_to_whole_fragments("/nowhere/x.mp4");
}

}  // namespace
}  // namespace vchat::recording
