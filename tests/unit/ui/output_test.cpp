#include "ui/output.hpp"

#include <limits>
#include <regex>

#include <gtest/gtest.h>

namespace vchat::ui {
namespace {

TEST(JsonObject, WritesEveryKindOfValue) {
  JsonObject object;
  object.add("text", "a \"b\" \\ \n \x1b é")
      .add("yes", true)
      .add("n", -3)
      .add("big", std::uint64_t{18446744073709551615U});
  object.add("x", 0.5)
      .add("inner", JsonObject().add("a", 1))
      .add("list", std::vector{JsonObject(), JsonObject().add("b", 2)});
  EXPECT_EQ(object.text(), R"({"text":"a \"b\" \\ \u000a \u001b é","yes":true,"n":-3,"big":18446744073709551615,)"
                           R"("x":0.500,"inner":{"a":1},"list":[{},{"b":2}]})");
}

TEST(JsonObject, WritesNullForWhatJsonCannotSay) {
  EXPECT_EQ(JsonObject().add("x", std::numeric_limits<double>::quiet_NaN()).text(), R"({"x":null})");
}

TEST(EventText, BeginsWithTheEventAndATimeInRfc3339) {
  const std::regex shape(
      R"re(\{"event":"chat","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d","id":"x"\})re");
  EXPECT_TRUE(std::regex_match(event_text("chat", JsonObject().add("id", "x")), shape));
}

TEST(Table, AlignsWideCharactersAndTakesControlCharactersOut) {
  Table table({"NAME", "USERS"});
  table.add_row({"日本", "2"});
  table.add_row({"a\x1b[2J", "11"});
  EXPECT_EQ(table.text(),
            "NAME   USERS\n"
            "日本   2\n"
            "a [2J  11");
}

}  // namespace
}  // namespace vchat::ui
