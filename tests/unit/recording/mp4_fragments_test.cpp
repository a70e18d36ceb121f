#include "recording/mp4_fragments.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <gst/gst.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"

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

std::string fragment(const std::string& type, const std::string& data) {
  return box(type, box("mfhd", "12345678") + "more") + data;
}

const std::string head = box("ftyp", "iso5") + box("moov", std::string(100, 'm'));
const std::string data = box("mdat", std::string(200, 'd'));
const std::string index_box = box("mfra", "index");

class Mp4FragmentsTest : public testing::Test {
 protected:
  Mp4FragmentsTest()
      : folder_(glib::GCharPtr(g_dir_make_tmp("vchat-XXXXXX", nullptr)).get()),
        path(folder_ + "/x.mp4"),
        file(open(path.c_str(), O_RDWR | O_CREAT, 0600)) {}
  ~Mp4FragmentsTest() override {
    close(file);
    std::filesystem::remove_all(folder_);
  }

  void append(const std::string& bytes) const {
    ASSERT_EQ(write(file, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  [[nodiscard]] std::string content() const {
    std::stringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
  }

 private:
  const std::string folder_;

 protected:
  const std::string path;
  const int file;
  const glib::RefPtr<GstPad> pad = glib::sink(gst_pad_new("src", GST_PAD_SRC));
  Mp4Fragments fragments{file, pad.get()};
};

TEST_F(Mp4FragmentsTest, NamesAFragmentWhenAllOfItIsThere) {
  append(head);
  const auto next = fragment("free", data);
  for (std::size_t i = 0; i < next.size(); ++i) {
    fragments.name_whole();
    EXPECT_EQ(content(), head + next.substr(0, i));
    append(next.substr(i, 1));
  }
  fragments.name_whole();
  EXPECT_EQ(content(), head + fragment("moof", data));
}

TEST_F(Mp4FragmentsTest, NamesSeveralAtOnceAndGoesOnBehindThem) {
  const auto hidden = fragment("free", data);
  const auto named = fragment("moof", data);
  append(head + hidden + hidden + hidden.substr(0, 30));
  fragments.name_whole();
  EXPECT_EQ(content(), head + named + named + hidden.substr(0, 30));
  append(hidden.substr(30) + index_box);
  fragments.name_whole();
  EXPECT_EQ(content(), head + named + named + named + index_box);
}

TEST_F(Mp4FragmentsTest, KnowsLargeBoxes) {
  const auto large = large_box("mdat", std::string(300, 'd'));
  append(head + fragment("free", large));
  fragments.name_whole();
  EXPECT_EQ(content(), head + fragment("moof", large));
}

TEST_F(Mp4FragmentsTest, LeavesAloneWhatIsNoFragment) {
  const auto other = head + box("free", "nothing but room for something") + data + big_endian(0, 4) + "mdat";
  append(other);
  fragments.name_whole();
  EXPECT_EQ(content(), other);
}

int count(const std::string& word, const std::string& text) {
  int found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST_F(Mp4FragmentsTest, AMuxersFragmentsAreHiddenUntilTheyAreNamed) {
  glib::GErrorPtr error;
  const auto pipeline =
      glib::sink(gst_parse_launch("audiotestsrc num-buffers=100 samplesperbuffer=960 ! "
                                  "audio/x-raw,rate=48000,channels=1 ! opusenc ! mp4mux name=mux "
                                  "fragment-duration=500 fragment-mode=dash-or-mss ! fdsink name=out sync=false",
                                  glib::out(error)));
  const auto muxer = glib::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "mux"));
  const auto sink = glib::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  g_object_set(sink.get(), "fd", file, nullptr);
  Mp4Fragments written(file, glib::adopt(gst_element_get_static_pad(muxer.get(), "src")).get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const auto bus = glib::adopt(gst_element_get_bus(pipeline.get()));
  const auto end = glib::adopt(gst_bus_timed_pop_filtered(bus.get(), 20 * GST_SECOND, GST_MESSAGE_EOS));
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  ASSERT_TRUE(end);
  const auto all = count("mfhd", content());
  EXPECT_GE(all, 4);
  EXPECT_EQ(count("moof", content()), 0);
  written.name_whole();
  EXPECT_EQ(count("moof", content()), all);
}

}  // namespace
}  // namespace vchat::recording
