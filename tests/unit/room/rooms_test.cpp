#include "room/rooms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/protocol_error.hpp"

namespace vchat::room {
namespace {

using protocol::LeaveReason;
using protocol::MediaState;

struct Inbox final : Outlet {
  void send(std::string_view frame) override { frames.emplace_back(frame); }
  template <class Message>
  Message take() {
    if (frames.empty()) throw std::logic_error("no frame came");
    auto message = std::get<Message>(protocol::parse_server_message(frames.front()));
    frames.erase(frames.begin());
    return message;
  }
  std::vector<std::string> frames;
};

protocol::JoinRoom request(const std::string& name, const std::string& room = "r") {
  protocol::JoinRoom join;
  join.room = room;
  join.name = name;
  join.codecs = {"VP8"};
  join.media = {true, false, false};
  return join;
}

class RoomsTest : public testing::Test {
 protected:
  Member& enter(Inbox& inbox, const std::string& name, const std::string& room = "r") {
    auto& member = rooms_.join(request(name, room), inbox);
    inbox.frames.clear();
    return member;
  }
  Rooms rooms_{{{{"stun:h"}, "", ""}}};
  Inbox ada_, bob_, eve_;
};

TEST_F(RoomsTest, TellsTheFirstThatNobodyIsThere) {
  const auto& ada = rooms_.join(request("Ada"), ada_);
  const auto message = ada_.take<protocol::RoomUsers>();
  EXPECT_EQ(message.room, "r");
  EXPECT_EQ(message.self_id, ada.user.id);
  EXPECT_EQ(message.self_id.size(), 22U);
  EXPECT_EQ(message.self_name, "Ada");
  EXPECT_TRUE(message.users.empty());
  EXPECT_EQ(message.ice_servers.at(0).urls.at(0), "stun:h");
  EXPECT_EQ(message.topology, "mesh");
  EXPECT_EQ(message.resume.size(), 22U);
  EXPECT_NE(message.resume, message.self_id);
  EXPECT_EQ(message.resume_seconds, 0U);
}

TEST_F(RoomsTest, TellsOfEachOtherInOrderOfJoining) {
  const auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Same name");
  ada_.frames.clear();
  const auto& eve = rooms_.join(request("Same name"), eve_);
  EXPECT_EQ(eve_.take<protocol::RoomUsers>().users, (std::vector{ada.user, bob.user}));
  EXPECT_EQ(ada_.take<protocol::UserJoined>().user, eve.user);
  EXPECT_EQ(bob_.take<protocol::UserJoined>().user, eve.user);
  EXPECT_NE(bob.user.id, eve.user.id);
}

TEST_F(RoomsTest, RelaysInsideTheRoomAlone) {
  const auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Bob");
  const auto& eve = enter(eve_, "Eve", "other");
  ada_.frames.clear();
  rooms_.relay(ada, bob.user.id, "one", "offer");
  rooms_.relay(ada, bob.user.id, "two", "offer");
  EXPECT_THAT(bob_.frames, testing::ElementsAre("one", "two"));
  std::vector<std::string> answers;
  for (const auto& id : {eve.user.id, std::string("nobody")}) try {
      rooms_.relay(ada, id, "x", "offer");
    } catch (const protocol::ProtocolError& error) {
      answers.push_back(error.code() + error.what() + error.about());
    }
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_THAT(answers[0], testing::StartsWith("no-such-user"));
  EXPECT_TRUE(eve_.frames.empty());
}

TEST_F(RoomsTest, KeepsTheMediaStateForLaterJoiners) {
  auto& ada = enter(ada_, "Ada");
  enter(bob_, "Bob");
  ada_.frames.clear();
  rooms_.set_media(ada, {false, true, true}, "frame");
  EXPECT_THAT(bob_.frames, testing::ElementsAre("frame"));
  EXPECT_TRUE(ada_.frames.empty());
  rooms_.join(request("Eve"), eve_);
  EXPECT_EQ(eve_.take<protocol::RoomUsers>().users.at(0).media, (MediaState{false, true, true}));
}

TEST_F(RoomsTest, TellsWhoIsGoneAndWhy) {
  auto& ada = enter(ada_, "Ada");
  enter(bob_, "Bob");
  ada_.frames.clear();
  const auto id = ada.user.id;
  rooms_.leave(ada, LeaveReason::lost);
  EXPECT_EQ(bob_.take<protocol::UserDisconnected>(), (protocol::UserDisconnected{id, LeaveReason::lost}));
  EXPECT_TRUE(ada_.frames.empty());
}

TEST_F(RoomsTest, GivesNobodyWhatIsForOneWhoLeft) {
  auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Bob");
  const auto id = ada.user.id;
  rooms_.leave(ada, LeaveReason::left);
  EXPECT_THROW(rooms_.relay(bob, id, "x", "offer"), protocol::ProtocolError);
}

TEST_F(RoomsTest, ListsRoomsWithTheirUsersAndForgetsEmptyOnes) {
  auto& ada = enter(ada_, "Ada", "b");
  auto& bob = enter(bob_, "Bob", "b");
  auto& eve = enter(eve_, "Eve", "a");
  const auto list = rooms_.list();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].name, "a");
  EXPECT_EQ(list[1].name, "b");
  EXPECT_EQ(list[1].users, 2U);
  EXPECT_LE(list[1].since, std::chrono::system_clock::now());
  rooms_.leave(ada, LeaveReason::left);
  EXPECT_EQ(rooms_.list().size(), 2U);
  rooms_.leave(bob, LeaveReason::left);
  rooms_.leave(eve, LeaveReason::left);
  EXPECT_TRUE(rooms_.list().empty());
}

TEST_F(RoomsTest, RefusesToResumeAndMakesNoRoomForIt) {
  auto join = request("Ada");
  join.resume = "token";
  try {
    rooms_.join(join, ada_);
    FAIL();
  } catch (const protocol::ProtocolError& error) {
    EXPECT_EQ(error.code(), "resume-failed");
  }
  EXPECT_TRUE(rooms_.list().empty());
  EXPECT_TRUE(ada_.frames.empty());
}

}  // namespace
}  // namespace vchat::room
