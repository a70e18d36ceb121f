#include "recording/container.hpp"

#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::recording {
namespace {

TEST(Container, IsSaidByTheEndOfTheName) {
  EXPECT_EQ(container_of("tea.mkv"), Container::matroska);
  EXPECT_EQ(container_of("/a.mp4/tea.MKV"), Container::matroska);
  EXPECT_EQ(container_of("tea.webm"), Container::webm);
  EXPECT_EQ(container_of("tea.mkv.mp4"), Container::mp4);
}

TEST(Container, SaysWhatNamesAreRight) {
  for (const auto* name : {"", "tea", "tea.avi", "mkv", "tea.mkv ", "tea.mkv/"}) try {
      static_cast<void>(container_of(name));
      ADD_FAILURE() << name;
    } catch (const util::UsageError& error) {
      EXPECT_NE(std::string(error.what()).find(".webm"), std::string::npos);
    }
}

TEST(Container, HasAMuxer) {
  for (const auto container : {Container::matroska, Container::webm, Container::mp4})
    EXPECT_TRUE(make_muxer(container));
}

}  // namespace
}  // namespace vchat::recording
