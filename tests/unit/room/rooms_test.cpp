#include "room/rooms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inbox.hpp"
#include "protocol/protocol_error.hpp"

namespace vchat::room {
namespace {

using protocol::LeaveReason;
using protocol::MediaState;

class RoomsTest : public testing::Test {
 protected:
  Member& enter(Inbox& inbox, const std::string& name, const std::string& room = "r", bool moderator = false) {
    auto& member = rooms_.join(request(name, room), {name, moderator}, inbox);
    inbox.frames.clear();
    return member;
  }
  Rooms rooms_{{.ice_servers =
                    [](const std::string& id) {
                      return std::vector<protocol::IceServer>{{{"stun:h"}, id, ""}};
                    },
                .tokens = ResumeTokens("key", "here")}};
  Inbox ada_, bob_, eve_;
};

TEST_F(RoomsTest, TellsTheFirstThatNobodyIsThere) {
  const auto& ada = rooms_.join(request("Ada"), {"Ada", false}, ada_);
  const auto message = ada_.take<protocol::RoomUsers>();
  EXPECT_EQ(message.room, "r");
  EXPECT_EQ(message.self_id, ada.user.id);
  EXPECT_EQ(message.self_id.size(), 22U);
  EXPECT_EQ(message.self_name, "Ada");
  EXPECT_TRUE(message.users.empty());
  EXPECT_EQ(message.ice_servers, (std::vector<protocol::IceServer>{{{"stun:h"}, ada.user.id, ""}}));
  EXPECT_EQ(message.topology, "mesh");
  EXPECT_EQ(message.self_joined, ada.user.joined);
  EXPECT_FALSE(message.resume.empty());
  EXPECT_EQ(message.resume_seconds, 15U);
}

TEST_F(RoomsTest, TellsOfEachOtherInOrderOfJoining) {
  const auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Same name");
  ada_.frames.clear();
  const auto& eve = rooms_.join(request("Same name"), {"Same name", false}, eve_);
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
  rooms_.set_media(ada, {false, true, true, true}, "frame");
  EXPECT_THAT(bob_.frames, testing::ElementsAre("frame"));
  EXPECT_TRUE(ada_.frames.empty());
  rooms_.join(request("Eve"), {"Eve", false}, eve_);
  EXPECT_EQ(eve_.take<protocol::RoomUsers>().users.at(0).media, (MediaState{false, true, true, true}));
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

TEST_F(RoomsTest, TellsWhoIsAModeratorUnderTheNameThatWasGranted) {
  auto& ada = rooms_.join(request("Anything"), {"Ada", true}, ada_);
  const auto message = ada_.take<protocol::RoomUsers>();
  EXPECT_TRUE(message.self_moderator);
  EXPECT_EQ(message.self_name, "Ada");
  rooms_.join(request("Bob"), {"Bob", false}, bob_);
  EXPECT_EQ(bob_.take<protocol::RoomUsers>().users, std::vector{ada.user});
  EXPECT_TRUE(ada.user.moderator);
  EXPECT_FALSE(ada_.take<protocol::UserJoined>().user.moderator);
}

TEST_F(RoomsTest, LetsAModeratorSendOthersOut) {
  const auto& ada = enter(ada_, "Ada", "r", true);
  const auto id = enter(bob_, "Bob").user.id;
  enter(eve_, "Eve");
  ada_.frames.clear();
  bob_.frames.clear();
  rooms_.kick(ada, {id, "noise"});
  ASSERT_TRUE(bob_.ended);
  EXPECT_EQ(bob_.ended->code, "kicked");
  EXPECT_EQ(bob_.ended->message, "Ada sent you out of the room: noise");
  EXPECT_TRUE(bob_.frames.empty());
  for (auto* inbox : {&ada_, &eve_})
    EXPECT_EQ(inbox->take<protocol::UserDisconnected>(), (protocol::UserDisconnected{id, LeaveReason::kicked}));
  EXPECT_EQ(rooms_.list().at(0).users, 2U);
}

/// The code that `work` is refused with.
template <class Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const protocol::ProtocolError& error) {
    return error.code();
  }
  return "done";
}

TEST_F(RoomsTest, LetsNobodyElseSendOthersOutOrAskForQuiet) {
  const auto& ada = enter(ada_, "Ada", "r", true);
  const auto& bob = enter(bob_, "Bob");
  const auto& eve = enter(eve_, "Eve", "other", true);
  EXPECT_EQ(refusal([&] { rooms_.kick(bob, {ada.user.id, {}}); }), "forbidden");
  EXPECT_EQ(refusal([&] { rooms_.kick(ada, {eve.user.id, {}}); }), "no-such-user");
  EXPECT_EQ(refusal([&] { rooms_.kick(ada, {ada.user.id, {}}); }), "bad-message");
  EXPECT_EQ(refusal([&] { rooms_.relay_as_moderator(bob, ada.user.id, "x", "mute-request"); }), "forbidden");
  EXPECT_EQ(refusal([&] { rooms_.relay_as_moderator(eve, ada.user.id, "x", "mute-request"); }), "no-such-user");
  ada_.frames.clear();
  EXPECT_FALSE(ada_.ended || eve_.ended);
  rooms_.relay_as_moderator(ada, bob.user.id, "hush", "mute-request");
  EXPECT_THAT(bob_.frames, testing::ElementsAre("hush"));
  EXPECT_TRUE(ada_.frames.empty());
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

TEST_F(RoomsTest, TakesNoMorePeopleThanARoomHolds) {
  ConfiguredRooms configured;
  configured.rooms["small"].max_users = 1;
  configured.rooms["large"].max_users = 0;
  configured.max_users = 2;
  rooms_.configure(configured);
  Inbox inboxes[4];
  for (const auto& [room, most] : {std::pair("small", 1), std::pair("r", 2), std::pair("large", 3)}) {
    for (int i = 0; i < most; ++i) enter(inboxes[i], "n", room);
    const auto code = refusal([&, name = room] { enter(inboxes[3], "n", name); });
    EXPECT_EQ(code, most == 3 ? "done" : "room-full") << room;
  }
  EXPECT_EQ(rooms_.list().at(0).max_users, 0U);
  EXPECT_EQ(rooms_.list().at(1).max_users, 2U);
}

TEST_F(RoomsTest, MakesNoMoreRoomsThanItMayButThoseThatAreConfigured) {
  ConfiguredRooms configured;
  configured.rooms["mine"];
  configured.max_rooms = 1;
  rooms_.configure(configured);
  enter(ada_, "Ada", "first");
  EXPECT_EQ(refusal([&] { enter(bob_, "Bob", "second"); }), "server-full");
  EXPECT_TRUE(bob_.frames.empty());
  enter(bob_, "Bob", "first");
  enter(eve_, "Eve", "mine");
  EXPECT_EQ(rooms_.list().size(), 2U);
}

TEST_F(RoomsTest, ListsWhatIsNotHiddenAndWhetherItIsLocked) {
  ConfiguredRooms configured;
  configured.rooms["secret"].hidden = true;
  configured.rooms["token"].by_anyone = false;
  rooms_.configure(configured);
  enter(ada_, "Ada", "secret");
  enter(bob_, "Bob", "token");
  enter(eve_, "Eve", "open");
  const auto list = rooms_.list();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_FALSE(list[0].locked);
  EXPECT_EQ(list[1].name, "token");
  EXPECT_TRUE(list[1].locked);
}

}  // namespace
}  // namespace vchat::room
