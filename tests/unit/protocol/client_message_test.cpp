#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/client_frame.hpp"
#include "protocol/protocol_error.hpp"

namespace vchat::protocol {
namespace {

template <class Message>
Message parsed(const std::string& json) {
  return std::get<Message>(parse_client_message(json));
}

/// The code, and after a slash the type that it is about.
std::string refusal(const std::string& json) {
  try {
    static_cast<void>(parse_client_message(json));
  } catch (const ProtocolError& error) {
    EXPECT_STRNE(error.what(), "");
    return error.code() + "/" + error.about();
  }
  return "accepted";
}

TEST(ClientMessage, ReadsEachType) {
  EXPECT_EQ(parsed<JoinRoom>(R"({"type":"join-room","room":" r ","name":" Zoe\u0308 ","password":"p","token":"t",
                                "resume":"s","codecs":["VP8","H264"],"media":{"audio":true,"video":false,"screen":true}})"),
            (JoinRoom{"r", "Zoë", "p", "t", "s", {"VP8", "H264"}, {true, false, true}}));
  EXPECT_EQ(parsed<JoinRoom>(R"({"type":"join-room","room":"r","name":"n","token":null})"),
            (JoinRoom{"r", "n", {}, {}, {}, {}, {}}));
  EXPECT_EQ(parsed<Ping>(R"({"type":"ping"})"), Ping{});
  EXPECT_EQ(parsed<LeaveRoom>(R"({"type":"leave-room","extra":[{}]})"), LeaveRoom{});
  EXPECT_EQ(
      parsed<Offer>(R"({"type":"offer","to":"u","session":"s-_9","purpose":"screen","replaces":"o","sdp":"v=0\r\n"})"),
      (Offer{"u", "s-_9", Purpose::screen, "o", "v=0\r\n"}));
  EXPECT_EQ(parsed<Answer>(R"({"type":"answer","to":"u","session":"s","sdp":"v=0"})"), (Answer{"u", "s", "v=0"}));
  EXPECT_EQ(
      parsed<IceCandidate>(
          R"({"type":"ice-candidate","to":"u","session":"s","candidate":{"candidate":"c","sdpMid":"0","sdpMLineIndex":1}})"),
      (IceCandidate{"u", "s", Candidate{"c", "0", 1}}));
  EXPECT_EQ(parsed<IceCandidate>(R"({"type":"ice-candidate","to":"u","session":"s","candidate":null})"),
            (IceCandidate{"u", "s", std::nullopt}));
  EXPECT_EQ(parsed<SessionClose>(R"({"type":"session-close","to":"u","session":"s","reason":"failed"})"),
            (SessionClose{"u", "s", CloseReason::failed}));
  EXPECT_EQ(parsed<MediaStateChange>(R"({"type":"media-state","audio":false,"video":true,"screen":false})"),
            (MediaStateChange{"", {false, true, false}}));
  EXPECT_EQ(
      parsed<MediaStateChange>(R"({"type":"media-state","audio":true,"video":true,"screen":false,"recording":true})"),
      (MediaStateChange{"", {true, true, false, true}}));
  EXPECT_EQ(parsed<Kick>(R"({"type":"kick","to":"u","reason":"noise"})"), (Kick{"u", "noise"}));
  EXPECT_EQ(parsed<Kick>(R"({"type":"kick","to":"u"})"), (Kick{"u", std::nullopt}));
  EXPECT_EQ(parsed<MuteRequest>(R"({"type":"mute-request","to":"u"})"), MuteRequest{"u"});
}

TEST(ClientMessage, ReadsACandidateAsABrowserWritesIt) {
  const auto message = parsed<IceCandidate>(
      R"({"type":"ice-candidate","to":"u","session":"s","candidate":
          {"candidate":"","sdpMid":"0","sdpMLineIndex":null,"usernameFragment":"abcd"}})");
  EXPECT_EQ(message.candidate, (Candidate{"", "0", 0}));
}

TEST(ClientMessage, SaysUnknownTypeForAnUnknownType) {
  EXPECT_EQ(refusal(R"({"type":"dance"})"), "unknown-type/dance");
  EXPECT_EQ(refusal(R"({"type":"room-users"})"), "unknown-type/room-users");
}

TEST(ClientMessage, SaysBadMessageForWhatIsNoMessage) {
  EXPECT_EQ(refusal("hello"), "bad-message/");
  EXPECT_EQ(refusal("[]"), "bad-message/");
  EXPECT_EQ(refusal("{}"), "bad-message/");
  EXPECT_EQ(refusal(R"({"type":7})"), "bad-message/");
  EXPECT_EQ(refusal(R"({"type":""})"), "bad-message/");
  EXPECT_EQ(refusal(R"({"type":"leave-room","type":"leave-room"})"), "bad-message/");
  EXPECT_EQ(refusal("{\"type\":\"leave-room\",\"x\":\"" + std::string(max_frame_bytes, 'x') + "\"}"), "bad-message/");
}

TEST(ClientMessage, SaysBadNameForNamesThatAreNotAllowed) {
  EXPECT_EQ(refusal(R"({"type":"join-room","room":"a b","name":"n"})"), "bad-name/join-room");
  EXPECT_EQ(refusal(R"({"type":"join-room","room":"r","name":"\u001b[2J"})"), "bad-name/join-room");
  EXPECT_EQ(refusal(R"({"type":"join-room","room":"r","name":" "})"), "bad-name/join-room");
}

TEST(ClientMessage, ChecksTypeAndLengthOfEveryField) {
  const std::string long_sdp(60'001, 'x');
  const std::string long_candidate(2'049, 'x');
  for (const std::string& fields : {
           std::string(R"("join-room","name":"n")"),
           std::string(R"("join-room","room":"r")"),
           std::string(R"("join-room","room":1,"name":"n")"),
           std::string(R"("join-room","room":"r","name":"n","password":1)"),
           std::string(R"("join-room","room":"r","name":"n","codecs":"VP8")"),
           std::string(R"("join-room","room":"r","name":"n","codecs":[1])"),
           std::string(R"("join-room","room":"r","name":"n","codecs":[""])"),
           std::string(R"("join-room","room":"r","name":"n","media":true)"),
           std::string(R"("join-room","room":"r","name":"n","media":{"audio":true})"),
           std::string(R"("offer","session":"s","purpose":"call","sdp":"v")"),
           std::string(R"("offer","to":"","session":"s","purpose":"call","sdp":"v")"),
           std::string(R"("offer","to":"u","session":"s","purpose":"fun","sdp":"v")"),
           std::string(R"("offer","to":"u","session":"s","purpose":"call","sdp":"")"),
           std::string(R"("offer","to":"u","session":"s","purpose":"call","replaces":"!","sdp":"v")"),
           R"("offer","to":"u","session":"s","purpose":"call","sdp":")" + long_sdp + "\"",
           std::string(R"("answer","to":"u","session":"s s","sdp":"v")"),
           std::string(R"("answer","to":"u","session":"","sdp":"v")"),
           std::string(R"("answer","to":"u","session":"123456789012345678901234567890123","sdp":"v")"),
           std::string(R"("answer","to":"u","session":"s","sdp":"v\u0000")"),
           std::string(R"("answer","to":"u","session":"s","sdp":["v"])"),
           std::string(R"("ice-candidate","to":"u","session":"s")"),
           std::string(R"("ice-candidate","to":"u","session":"s","candidate":"c")"),
           std::string(R"("ice-candidate","to":"u","session":"s","candidate":{"candidate":"c"})"),
           std::string(R"("ice-candidate","to":"u","session":"s","candidate":{"sdpMid":"0"})"),
           std::string(R"("ice-candidate","to":"u","session":"s","candidate":{"candidate":"c","sdpMLineIndex":-1})"),
           std::string(R"("ice-candidate","to":"u","session":"s","candidate":{"candidate":"c","sdpMLineIndex":65536})"),
           std::string(R"("ice-candidate","to":"u","session":"s","candidate":{"candidate":"c","sdpMLineIndex":"0"})"),
           std::string(
               R"("ice-candidate","to":"u","session":"s","candidate":{"candidate":"c","candidate":"d","sdpMid":"0"})"),
           R"("ice-candidate","to":"u","session":"s","candidate":{"sdpMid":"0","candidate":")" + long_candidate + "\"}",
           std::string(R"("session-close","to":"u","session":"s")"),
           std::string(R"("session-close","to":"u","session":"s","reason":"bored")"),
           std::string(R"("kick","reason":"r")"),
           std::string(R"("kick","to":"","reason":"r")"),
           R"("kick","to":"u","reason":")" + std::string(257, 'x') + "\"",
           std::string(R"("mute-request","to":1)"),
           std::string(R"("media-state","audio":1,"video":true,"screen":true)"),
           std::string(R"("media-state","audio":true,"video":true)"),
           std::string(R"("media-state","audio":true,"video":true,"screen":true,"recording":1)"),
       })
    EXPECT_THAT(refusal("{\"type\":" + fields + "}"), testing::MatchesRegex("bad-message/[a-z-]+"))
        << fields.substr(0, 200);
}

TEST(ClientFrame, RelaysWhatWasWrittenWithTheServersFrom) {
  const ClientFrame frame(R"({ "type":"answer", "to":"u", "session":"s", "sdp":"\u0076=0", "new":{"a": 1} })");
  EXPECT_EQ(frame.relayed("me"), R"({"from":"me","type":"answer","session":"s","sdp":"\u0076=0","new":{"a": 1}})");
}

TEST(ClientFrame, LetsNoSenderChooseFrom) {
  const ClientFrame frame(R"({"from":"x","type":"answer","to":"u","session":"s","sdp":"v"})");
  EXPECT_EQ(frame.relayed("me"), R"({"from":"me","type":"answer","session":"s","sdp":"v"})");
  const ClientFrame escaped(R"({"\u0066rom":"x","type":"answer","\u0074o":"u","session":"s","sdp":"v"})");
  EXPECT_EQ(escaped.relayed("me"), frame.relayed("me"));
  EXPECT_EQ(std::get<Answer>(parse_server_message(escaped.relayed("me"))).peer, "me");
}

TEST(ClientFrame, DoesNotGrowPastAFrame) {
  const std::string begin = R"({"type":"media-state","audio":true,"video":true,"screen":true,"x":")";
  const auto text = begin + std::string(max_frame_bytes - begin.size() - 2, 'x') + "\"}";
  const ClientFrame full(text);
  EXPECT_THROW(static_cast<void>(full.relayed("me")), ProtocolError);
}

}  // namespace
}  // namespace vchat::protocol
