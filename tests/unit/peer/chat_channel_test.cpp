#include "peer/chat_channel.hpp"

#include <gtest/gtest.h>

namespace vchat::peer {
namespace {

TEST(Chat, ReadsWhatItWrites) {
  for (const std::string& text : {std::string("hi"), std::string("\"quoted\" \\ \n\t 你好 🎥"), std::string(4000, 'x')})
    EXPECT_EQ(parse_chat(format_chat(text)), text);
}

TEST(Chat, IgnoresOtherTypesAndFields) {
  EXPECT_EQ(parse_chat(R"({"type":"chat","text":"a","colour":[1]})"), "a");
  EXPECT_FALSE(parse_chat(R"({"type":"file","text":"a"})"));
  EXPECT_FALSE(parse_chat(R"({"text":"a"})"));
}

TEST(Chat, RefusesWhatIsNoMessage) {
  for (const auto* json :
       {"", "[]", "null", "hello", "{", R"({"type":"chat"})", R"({"type":"chat","text":1})", R"({"type":1,"text":"a"})",
        R"({"type":"chat","text":""})", R"({"type":["chat"],"text":"a"})", "{\"type\":\"chat\",\"text\":\"\xff\"}"})
    EXPECT_FALSE(parse_chat(json)) << json;
}

TEST(Chat, RefusesWhatIsTooLongInCharacters) {
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "好";
  EXPECT_EQ(parse_chat(format_chat(text)), text);
  EXPECT_FALSE(parse_chat(format_chat(text + "x")));
}

}  // namespace
}  // namespace vchat::peer
