#include "call/commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::call {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct CommandsTest : testing::Test {
  std::vector<std::string> arguments;
  Commands commands{{{"/camera on|off", "The camera",
                      [this](std::string_view argument) {
                        arguments.emplace_back(argument);
                        return argument == "on";
                      }},
                     {"/who", "People", [](std::string_view) { return true; }}}};

  std::string failure(std::string_view line) {
    try {
      commands.run(line);
    } catch (const util::UsageError& error) {
      return error.what();
    }
    return {};
  }
};

TEST_F(CommandsTest, GivesACommandTheRestOfTheLine) {
  EXPECT_EQ(failure("/camera \t on "), "");
  EXPECT_THAT(arguments, ElementsAre("on"));
}

TEST_F(CommandsTest, SaysWhatWouldBeRight) {
  EXPECT_EQ(failure("/camera of"), "Usage: /camera on|off");
  EXPECT_THAT(failure("/quit\x1b"), HasSubstr("no command /quit "));
  EXPECT_THAT(failure("/camerax on"), HasSubstr("no command /camerax"));
}

TEST_F(CommandsTest, ShowsAll) {
  EXPECT_THAT(commands.help(), HasSubstr("/camera on|off  The camera"));
  EXPECT_THAT(commands.help(), HasSubstr("/who            People"));
}

}  // namespace
}  // namespace vchat::call
