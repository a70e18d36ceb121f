#include "cli/config_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string failure(std::string_view text) {
  try {
    (void)parse_config(text, "config.toml");
  } catch (const util::UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(ParseConfig, ReadsSectionsStringsNumbersBooleansAndArrays) {
  const auto entries = parse_config(
      "# mine\n"
      "log-level = \"info\"\r\n"
      "\n"
      "[ join ]  # what I send\n"
      "name = 'Zoë \\n'\n"
      "bitrate = 1_500_000 # bit/s\n"
      "json = true\n"
      "ice-server = [ \"stun:a\", \"b#\\u00e9\\\"\", ]\n",
      "f");
  EXPECT_THAT(entries,
              ElementsAre(ConfigEntry{"", "log-level", {"info"}, 2}, ConfigEntry{"join", "name", {"Zoë \\n"}, 5},
                          ConfigEntry{"join", "bitrate", {"1500000"}, 6}, ConfigEntry{"join", "json", {"true"}, 7},
                          ConfigEntry{"join", "ice-server", {"stun:a", "b#é\""}, 8}));
}

TEST(ParseConfig, NamesFileAndLineOfWhatIsMalformed) {
  EXPECT_THAT(failure("\n[join\n"), HasSubstr("config.toml:2: expected ']'"));
  EXPECT_THAT(failure("name"), HasSubstr("config.toml:1: expected '=' after 'name'"));
  EXPECT_THAT(failure("name ="), HasSubstr("a value is missing"));
  EXPECT_THAT(failure("name = Zoe"), HasSubstr("'Zoe' is neither a number"));
  EXPECT_THAT(failure("name = \"Zoe"), HasSubstr("closing quote"));
  EXPECT_THAT(failure("name = \"\\q\""), HasSubstr("unknown escape"));
  EXPECT_THAT(failure("name = \"\\ud800\""), HasSubstr("not a Unicode character"));
  EXPECT_THAT(failure("a = [\"x\""), HasSubstr("an array ends with ']'"));
  EXPECT_THAT(failure("a = [\"x\" \"y\"]"), HasSubstr("expected ',' or ']'"));
  EXPECT_THAT(failure("a = 1 2"), HasSubstr("something after the end"));
  EXPECT_THAT(failure("a = 1\na = 2"), HasSubstr("config.toml:2: 'a' is there twice"));
  EXPECT_THAT(failure("= 1"), HasSubstr("expected a name"));
  EXPECT_THAT(failure("a = '\xff'"), HasSubstr("not UTF-8"));
  EXPECT_THAT(failure("a = 1-2x"), HasSubstr("neither a number"));
}

}  // namespace
}  // namespace vchat::cli
