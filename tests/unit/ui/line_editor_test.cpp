#include "ui/line_editor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vchat::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct LineEditorTest : testing::Test {
  std::vector<std::string> lines;
  int ends = 0;
  LineEditor editor{{.on_line = [this](std::string line) { lines.push_back(std::move(line)); },
                     .on_end = [this] { ++ends; },
                     .on_redraw = [] {}}};

  std::string typed(std::string_view keys) {
    editor.feed(keys);
    return editor.view(80).text;
  }
};

TEST_F(LineEditorTest, EntersLines) {
  editor.feed("hello\rZo\xc3");
  editor.feed("\xab\r\r");
  EXPECT_THAT(lines, ElementsAre("hello", "Zoë"));
}

TEST_F(LineEditorTest, EditsInTheMiddle) {
  EXPECT_EQ(typed("world\x01hello \x05!"), "hello world!");
  EXPECT_EQ(typed("\x1b[D\x1b[D\x7f"), "hello word!") << "left, left, backspace";
  EXPECT_EQ(typed("\x1b[3~"), "hello wor!") << "delete";
}

TEST_F(LineEditorTest, ErasesWordsAndEnds) {
  EXPECT_EQ(typed("one two three\x17"), "one two ");
  EXPECT_EQ(typed("\x1b"
                  "b\x0b"),
            "one ");
  EXPECT_EQ(typed("\x15"), "");
}

TEST_F(LineEditorTest, MovesOverCharactersWithTheirMarks) {
  EXPECT_EQ(typed("xe\u0301\x7f"), "x");
  EXPECT_EQ(typed("e\u0301\x1b[Dy"), "xye\u0301");
}

TEST_F(LineEditorTest, RecallsWhatWasEntered) {
  editor.feed("one\rtwo\rnew");
  EXPECT_EQ(typed("\x1b[A"), "two");
  EXPECT_EQ(typed("\x1bOA\x1b[A"), "one");
  EXPECT_EQ(typed("\x1b[B\x1b[B\x1b[B"), "new");
}

TEST_F(LineEditorTest, EndsOnlyOnAnEmptyLine) {
  editor.feed("a\x01\x04");
  EXPECT_EQ(ends, 0);
  editor.feed("\x04");
  EXPECT_EQ(ends, 1);
}

TEST_F(LineEditorTest, PastesLinesAsOne) {
  EXPECT_EQ(typed("\x1b[200~a\rb\x1b[201~"), "a b");
  EXPECT_THAT(lines, IsEmpty());
}

TEST_F(LineEditorTest, SkipsWhatItDoesNotKnow) {
  EXPECT_EQ(typed("a\x1b[1;9Zb\x1b[99999999999999999999999999c\xff\x02"), "ab");
}

TEST_F(LineEditorTest, ShowsThePartAroundTheCursor) {
  editor.feed("0123456789");
  EXPECT_EQ(editor.view(5).text, "6789");
  EXPECT_EQ(editor.view(5).cursor, 4U);
  editor.feed("\x01");
  EXPECT_EQ(editor.view(5).text, "01234");
  EXPECT_EQ(editor.view(5).cursor, 0U);
  editor.feed("\x15\x0b日本語");
  EXPECT_EQ(editor.view(6).text, "本語");
  EXPECT_EQ(editor.view(6).cursor, 4U);
}

}  // namespace
}  // namespace vchat::ui
