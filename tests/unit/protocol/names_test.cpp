#include "protocol/names.hpp"

#include <gtest/gtest.h>

namespace vchat::protocol {
namespace {

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

TEST(RoomName, AllowsLettersAndDigitsOfAnyScript) {
  for (const auto* name : {"a", "team-1", "v1.2_x", "Küche", "комната", "会議室", "غرفة", "कमरा", "ห้อง", "٣", "..."})
    EXPECT_EQ(room_name(name), name);
}

TEST(RoomName, RefusesEverythingElse) {
  for (const auto* name : {"", " ", ".", "..", "a b", "a/b", "a\tb", "a%20", "a\"", "<b>", "a\u200bb", "😀", "\u0301a",
                           "a\u202eb", "a\xff", "?", "#"})
    EXPECT_EQ(room_name(name), std::nullopt) << name;
}

TEST(RoomName, IsTrimmedAndComposed) {
  EXPECT_EQ(room_name(" \u00a0ku\u0308che\u3000\n"), "küche");
  EXPECT_EQ(room_name("\u212b"), "\u00c5");
}

TEST(RoomName, CountsCharactersNotBytes) {
  EXPECT_TRUE(room_name(repeated("室", 64)));
  EXPECT_FALSE(room_name(repeated("室", 65)));
  // Counted after composing.
  EXPECT_TRUE(room_name(repeated("u\u0308", 64)));
}

TEST(UserName, AllowsWhatPeopleAreCalled) {
  for (const auto* name :
       {"Ada", "Ada Lovelace", "O'Neill (2)", "李小龙", "محمد", "😀", "👨‍👩‍👧", "<script>"})
    EXPECT_EQ(user_name(name), name);
}

TEST(UserName, IsTrimmedAndComposed) {
  EXPECT_EQ(user_name("\t Zoe\u0308 \u2003"), "Zoë");
}

TEST(UserName, RefusesControlCharactersAndWhatCannotBeSeen) {
  for (const auto* name : {"", "  ", "a\nb", "a\x1b[31m", "a\x7f", "a\u0085b", "a\u2028b", "a\u202eb", "a\u2066b",
                           "a\u200eb", "\u200d", "\u0301", "\xc3\x28"})
    EXPECT_EQ(user_name(name), std::nullopt) << name;
}

TEST(UserName, HasAtMostSixtyFourCharacters) {
  EXPECT_TRUE(user_name(repeated("😀", 64)));
  EXPECT_FALSE(user_name(repeated("a", 65)));
  EXPECT_FALSE(user_name(std::string(60'000, 'a')));
}

}  // namespace
}  // namespace vchat::protocol
