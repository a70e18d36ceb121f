#include "protocol/json.hpp"

#include <gtest/gtest.h>

namespace vchat::protocol::json {
namespace {

std::optional<std::string> text_of(const std::string& json) {
  const auto frame = "{\"x\":" + json + "}";
  return Object(frame).find("x")->text();
}

TEST(Json, KeepsTheRawTextOfEachMember) {
  const Object object(R"( { "a" : 1 , "b":[1, {"c":2}],"d":null } )");
  ASSERT_EQ(object.members().size(), 3U);
  EXPECT_EQ(object.members()[0].raw, "\"a\" : 1");
  EXPECT_EQ(object.members()[1].value.raw(), "[1, {\"c\":2}]");
  EXPECT_EQ(object.find("d")->kind(), Kind::null);
  EXPECT_EQ(object.find("e"), nullptr);
}

TEST(Json, DecodesStrings) {
  EXPECT_EQ(text_of(R"("a\"\\\/\b\f\n\r\t")"), "a\"\\/\b\f\n\r\t");
  EXPECT_EQ(text_of(R"("\u0041\u00e9\u20ac\ud83d\ude00")"), "Aé€😀");
  EXPECT_EQ(text_of("\"é😀\""), "é😀");
}

TEST(Json, DecodesNoNulAndNoLoneSurrogate) {
  for (const auto* json :
       {R"("\u0000")", R"("\ud83d")", R"("\ud83dx")", R"("\ude00")", R"("\ud83d\u0041")", R"("\ud83d\ud83d")"})
    EXPECT_EQ(text_of(json), std::nullopt) << json;
}

TEST(Json, ReadsNumbers) {
  const Object object(R"({"a":0,"b":-1,"c":1.5e3,"d":4294967296,"e":1e999,"f":"1"})");
  EXPECT_EQ(object.find("a")->integer(), 0U);
  EXPECT_EQ(object.find("b")->integer(), std::nullopt);
  EXPECT_EQ(object.find("b")->number(), -1.0);
  EXPECT_EQ(object.find("c")->integer(), std::nullopt);
  EXPECT_EQ(object.find("c")->number(), 1500.0);
  EXPECT_EQ(object.find("d")->integer(), std::nullopt);
  EXPECT_EQ(object.find("e")->number(), std::nullopt);
  EXPECT_EQ(object.find("f")->number(), std::nullopt);
}

TEST(Json, RefusesWhatIsNoJson) {
  for (const char* text : {"",
                           " ",
                           "null",
                           "[]",
                           "{",
                           "}",
                           "{}x",
                           "{,}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\":01}",
                           "{\"a\":+1}",
                           "{\"a\":.5}",
                           "{\"a\":1.}",
                           "{\"a\":1e}",
                           "{\"a\":-}",
                           "{\"a\":NaN}",
                           "{\"a\":tru}",
                           "{\"a\":truex}",
                           "{\"a\":nul",
                           "{\"a\":\"",
                           "{\"a\":\"\\",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\\u12g4\"}",
                           "{\"a\":\"\\u12",
                           "{\"a\":\"\n\"}",
                           "{\"a\":[1,]}",
                           "{\"a\":[1 2]}",
                           "{\"a\":[}",
                           "{\"a\":1}}",
                           "{} {}",
                           "\xEF\xBB\xBF{}",
                           "{/**/}"})
    EXPECT_THROW(Object{text}, Malformed) << text;
}

TEST(Json, RefusesWhatIsNoUtf8) {
  for (const char* bytes : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"})
    EXPECT_THROW(Object{"{\"long enough for a block\":\"" + std::string(bytes) + "\"}"}, Malformed);
  EXPECT_THROW(Object{std::string_view("{\"a\":\"\0\"}", 9)}, Malformed);
}

TEST(Json, RefusesAKeyThatIsThereTwiceHoweverItIsWritten) {
  EXPECT_THROW(Object{R"({"to":"a","to":"b"})"}, Malformed);
  EXPECT_THROW(Object{R"({"to":"a","\u0074o":"b"})"}, Malformed);
}

TEST(Json, BoundsDepthAndMembers) {
  const auto nested = [](unsigned depth) {
    return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_NO_THROW(Object{nested(max_depth - 1)});
  EXPECT_THROW(Object{nested(max_depth)}, Malformed);
  EXPECT_THROW(Object{nested(30'000)}, Malformed);
  std::string many = "{";
  for (std::size_t i = 0; i < max_members; ++i) many += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_NO_THROW(Object{many.substr(0, many.size() - 1) + "}"});
  EXPECT_THROW(Object{many + "\"k\":0}"}, Malformed);
}

TEST(Json, WritesStringsThatReadBackTheSame) {
  std::string all;
  for (char c = 1; c > 0 && c < 127; ++c) all += c;
  for (const std::string& text : {all, std::string("é€😀"), std::string()}) {
    std::string json;
    append_string(json, text);
    EXPECT_EQ(text_of(json), text);
  }
}

}  // namespace
}  // namespace vchat::protocol::json
