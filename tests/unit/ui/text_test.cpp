#include "ui/text.hpp"

#include <gtest/gtest.h>

namespace vchat::ui {
namespace {

TEST(Printable, TakesOutWhatSteersATerminal) {
  EXPECT_EQ(printable("a\x1b]0;title\x07z"), "a ]0;title z");
  EXPECT_EQ(printable("a\u009b2Jz\n\r\tb"), "a 2Jz   b");
  EXPECT_EQ(printable("a\u202eb\u2028c"), "a b c");
}

TEST(Printable, KeepsEveryScriptAndReplacesWhatIsNoUtf8) {
  EXPECT_EQ(printable("Zoë שלום 日本 👩‍💻"), "Zoë שלום 日本 👩‍💻");
  EXPECT_EQ(printable("a\xff z"), "a\ufffd z");
}

TEST(TextWidth, CountsColumns) {
  EXPECT_EQ(text_width("abc"), 3U);
  EXPECT_EQ(text_width("日本"), 4U);
  EXPECT_EQ(text_width("e\u0301"), 1U);
}

TEST(Fitted, CutsAtColumnsNotAtBytes) {
  EXPECT_EQ(fitted("日本語", 6), "日本語");
  EXPECT_EQ(fitted("日本語", 5), "日本…");
  EXPECT_EQ(fitted("日本語", 4), "日…");
  EXPECT_EQ(fitted("abc", 0), "");
}

}  // namespace
}  // namespace vchat::ui
