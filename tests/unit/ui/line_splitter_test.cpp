#include "ui/line_splitter.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vchat::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct LineSplitterTest : testing::Test {
  std::vector<std::string> lines;
  std::vector<std::string> problems;
  LineSplitter splitter{[this](std::string line) { lines.push_back(std::move(line)); },
                        [this](std::string problem) { problems.push_back(std::move(problem)); }};
};

TEST_F(LineSplitterTest, JoinsWhatWasCutAnywhere) {
  for (const char* part : {"o", "ne\r\n\ntw", "o\nthr", "ee"}) splitter.feed(part);
  EXPECT_THAT(lines, ElementsAre("one", "two"));
  splitter.finish();
  splitter.finish();
  EXPECT_THAT(lines, ElementsAre("one", "two", "three"));
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(LineSplitterTest, SkipsLinesThatAreTooLongAndGoesOn) {
  for (int i = 0; i < 100; ++i) splitter.feed(std::string(1000, 'x'));
  splitter.feed("\nnext\n");
  EXPECT_THAT(lines, ElementsAre("next"));
  EXPECT_THAT(problems, SizeIs(1));
}

TEST_F(LineSplitterTest, SkipsWhatIsNoUtf8) {
  splitter.feed("a\xff\nb\n");
  EXPECT_THAT(lines, ElementsAre("b"));
  EXPECT_THAT(problems, SizeIs(1));
}

}  // namespace
}  // namespace vchat::ui
