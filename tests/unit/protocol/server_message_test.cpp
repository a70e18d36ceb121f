#include <gtest/gtest.h>

#include "protocol/messages.hpp"
#include "protocol/protocol_error.hpp"

namespace vchat::protocol {
namespace {

const User ada{"id-1", "Ada \"Zoë\" 😀", {"VP8", "H264"}, {true, false, true}, true, 1763866000000};

RoomUsers room_users() {
  RoomUsers message;
  message.room = "会議室";
  message.self_id = "id-2";
  message.self_name = "Bob";
  message.self_moderator = true;
  message.self_joined = 1763866000123;
  message.users = {ada, User{"id-3", "Eve", {}, {}}};
  message.ice_servers = {{{"stun:h:1", "stun:h:2"}, "", ""}, {{"turn:h?transport=tcp"}, "1:u", "p\\\"\n"}};
  message.resume = "secret";
  message.resume_seconds = 15;
  return message;
}

TEST(ServerMessage, ReadsWhatItWrites) {
  const Candidate candidate{"candidate:1 1 udp 1 192.0.2.1 9 typ host", "audio0", 3};
  for (const ServerMessage& message : {
           ServerMessage(room_users()),
           ServerMessage(RoomUsers{"r", "i", "n", false, 0, {}, {}, "mesh", "", 0}),
           ServerMessage(UserJoined{ada}),
           ServerMessage(UserDisconnected{"id-1", LeaveReason::kicked}),
           ServerMessage(Offer{"id-1", "s", Purpose::screen, "o", "v=0\r\n\t\x01"}),
           ServerMessage(Answer{"id-1", "s", "v=0\r\n"}),
           ServerMessage(IceCandidate{"id-1", "s", candidate}),
           ServerMessage(IceCandidate{"id-1", "s", Candidate{"", std::nullopt, 0}}),
           ServerMessage(IceCandidate{"id-1", "s", std::nullopt}),
           ServerMessage(SessionClose{"id-1", "s", CloseReason::rejected}),
           ServerMessage(MediaStateChange{"id-1", {false, true, false}}),
           ServerMessage(MediaStateChange{"id-1", {false, true, false, true}}),
           ServerMessage(MuteRequest{"id-1"}),
           ServerMessage(ErrorMessage{"rate-limited", "slow down", "offer", 1.5}),
           ServerMessage(Pong{}),
           ServerMessage(ErrorMessage{"new-code", "", std::nullopt, std::nullopt}),
       })
    EXPECT_EQ(parse_server_message(serialize(message)), message) << serialize(message);
}

TEST(ServerMessage, IsWrittenAsTheProtocolSays) {
  EXPECT_EQ(serialize(ServerMessage(UserJoined{User{"i", "n", {"VP8"}, {true, false, false}, false, 1700000000000}})),
            R"({"type":"user-joined","user":{"id":"i","name":"n","joined":1700000000000,"codecs":["VP8"],)"
            R"("media":{"audio":true,"video":false,"screen":false},"moderator":false}})");
  EXPECT_EQ(serialize(ServerMessage(RoomUsers{"r", "i", "n", true, 5, {}, {{{"stun:h"}, "", ""}}, "mesh", "t", 15})),
            R"({"type":"room-users","room":"r","self":{"id":"i","name":"n","moderator":true,"joined":5},"users":[],)"
            R"("iceServers":[{"urls":["stun:h"]}],"topology":"mesh","resume":"t","resumeSeconds":15})");
  EXPECT_EQ(serialize(ServerMessage(IceCandidate{"i", "s", std::nullopt})),
            R"({"type":"ice-candidate","from":"i","session":"s","candidate":null})");
  EXPECT_EQ(serialize(ServerMessage(ErrorMessage{"not-joined", "m", "offer", {}})),
            R"({"type":"error","code":"not-joined","message":"m","about":"offer"})");
}

TEST(ServerMessage, TakesOneIceUrlAsAString) {
  const auto message = parse_server_message(
      R"({"type":"room-users","room":"r","self":{"id":"i","name":"n"},"users":[],"iceServers":[{"urls":"stun:h"}],
          "topology":"mesh","resume":"","resumeSeconds":0,"new":1})");
  EXPECT_EQ(std::get<RoomUsers>(message).ice_servers.at(0).urls, std::vector<std::string>{"stun:h"});
}

TEST(ServerMessage, RefusesWhatIsMalformed) {
  for (
      const auto* json :
      {"", "{}", R"({"type":"user-joined"})", R"({"type":"user-joined","user":[]})",
       R"({"type":"user-joined","user":{"id":"i","name":"\u001b]0;x\u0007"}})",
       R"({"type":"user-joined","user":{"id":"i","name":"n","joined":-1}})",
       R"({"type":"user-joined","user":{"id":"i","name":"n","joined":"1"}})",
       R"({"type":"user-joined","user":{"id":"i","name":"n","joined":1e17}})",
       R"({"type":"user-disconnected","id":"i","reason":"bored"})",
       R"({"type":"answer","to":"i","session":"s","sdp":"v"})", R"({"type":"error","code":"c"})",
       R"({"type":"error","code":"c","message":"m","retryAfter":-1})",
       R"({"type":"room-users","room":"r","self":{"id":"i","name":"n"},"users":[1],"iceServers":[],"topology":"mesh","resume":"","resumeSeconds":0})",
       R"({"type":"room-users","room":"r","self":{"id":"i","name":"n"},"users":[],"iceServers":[{"urls":[1]}],"topology":"mesh","resume":"","resumeSeconds":0})"})
    try {
      static_cast<void>(parse_server_message(json));
      ADD_FAILURE() << json;
    } catch (const ProtocolError& error) {
      EXPECT_EQ(error.code(), "bad-message");
    }
}

TEST(ServerMessage, TellsAnUnknownTypeFromABadMessage) {
  try {
    static_cast<void>(parse_server_message(R"({"type":"kick"})"));
    FAIL();
  } catch (const ProtocolError& error) {
    EXPECT_EQ(error.code(), "unknown-type");
  }
}

TEST(ClientMessage, IsReadAsItIsWritten) {
  for (const ClientMessage& message : {
           ClientMessage(JoinRoom{"r", "n", "p", "t", "s", {"VP8"}, {true, true, false}}),
           ClientMessage(JoinRoom{"r", "n", {}, {}, {}, {}, {}}),
           ClientMessage(LeaveRoom{}),
           ClientMessage(Ping{}),
           ClientMessage(Offer{"u", "s", Purpose::call, {}, "v=0"}),
           ClientMessage(SessionClose{"u", "s", CloseReason::done}),
           ClientMessage(MediaStateChange{"", {true, false, false}}),
       })
    EXPECT_EQ(parse_client_message(serialize(message)), message) << serialize(message);
}

}  // namespace
}  // namespace vchat::protocol
