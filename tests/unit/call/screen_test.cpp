// Screens in both directions: who offers, and which session a message belongs to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes.hpp"

namespace vchat::call {
namespace {

using protocol::CloseReason;
using protocol::Purpose;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

protocol::User user(const std::string& id) {
  return {.id = id, .name = "name-" + id, .codecs = {"VP8"}};
}

TEST(ScreenSharing, IsOfferedToEverybodyAndToWhoComesLater) {
  FakeCall call;
  call.enter({user("early")});
  call.conference.set_screen(true);
  ASSERT_THAT(call.sessions, SizeIs(1)) << "the call itself is for 'early' to offer";
  EXPECT_EQ(call.session(0)->config.purpose, Purpose::screen);
  EXPECT_EQ(call.session(0)->config.role, peer::Role::offerer);
  EXPECT_THAT(call.session(0)->config.codecs, ElementsAre(util::VideoCodec::vp8));
  EXPECT_FALSE(call.session(0)->config.audio);
  call.session(0)->observer.on_offer({.session = "s1", .purpose = Purpose::screen, .sdp = "sdp"});
  EXPECT_EQ(call.channel.of<protocol::Offer>().at(0).peer, "early");
  EXPECT_TRUE(call.channel.of<protocol::MediaStateChange>().at(0).media.screen);

  call.come("late");
  ASSERT_THAT(call.sessions, SizeIs(3));
  EXPECT_EQ(call.session(1)->config.purpose, Purpose::call);
  EXPECT_EQ(call.session(2)->config.purpose, Purpose::screen);
  EXPECT_EQ(call.told<SessionChanged>().back().purpose, Purpose::screen);
}

TEST(ScreenSharing, BeforeTheRoomIsEnteredIsToldWithTheJoin) {
  FakeCall call;
  call.conference.set_screen(true);
  call.conference.set_capture({.audio = true});
  call.enter({user("early")});
  EXPECT_EQ(call.channel.of<protocol::JoinRoom>().at(0).media, (protocol::MediaState{.audio = true, .screen = true}));
  EXPECT_THAT(call.sessions, SizeIs(1));
}

TEST(ScreenSharing, EndsWithDone) {
  FakeCall call;
  call.enter();
  call.come("bob");
  call.conference.set_screen(true);
  call.conference.set_screen(false);
  EXPECT_TRUE(call.destroyed(1));
  EXPECT_FALSE(call.destroyed(0)) << "the call goes on";
  EXPECT_THAT(call.channel.of<protocol::SessionClose>(),
              ElementsAre(protocol::SessionClose{"bob", "s2", CloseReason::done}));
  EXPECT_FALSE(call.channel.of<protocol::MediaStateChange>().back().media.screen);
  call.come("late");
  EXPECT_THAT(call.sessions, SizeIs(3)) << "only a call";
}

struct BothShare : testing::Test {
  BothShare() {
    call.enter();
    call.come("bob");
    call.conference.set_screen(true);
    call.conference.on_message(
        protocol::Offer{.peer = "bob", .session = "theirs", .purpose = Purpose::screen, .sdp = "sdp"});
  }
  FakeCall call;  // sessions: the call, our screen, their screen
};

TEST_F(BothShare, SessionsOfBothDirectionsAreThereAtOnce) {
  ASSERT_THAT(call.sessions, SizeIs(3));
  EXPECT_FALSE(call.destroyed(1));
  EXPECT_EQ(call.session(2)->config.role, peer::Role::answerer);
  ASSERT_THAT(call.grid->labels(), SizeIs(2)) << "of bob and of bob's screen";
  EXPECT_TRUE(call.grid->labels()[1].screen);
}

TEST_F(BothShare, MessagesReachTheSessionThatTheyName) {
  call.conference.on_message(protocol::Answer{.peer = "bob", .session = "s2", .sdp = "for the screen"});
  call.conference.on_message(protocol::Answer{.peer = "bob", .session = "s1", .sdp = "for the call"});
  call.conference.on_message(protocol::Answer{.peer = "bob", .session = "theirs", .sdp = "nobody waits for that"});
  EXPECT_THAT(call.session(0)->answers, ElementsAre("for the call"));
  EXPECT_THAT(call.session(1)->answers, ElementsAre("for the screen"));
  EXPECT_THAT(call.session(2)->answers, IsEmpty());
  for (const auto* session : {"s1", "s2", "s2", "theirs", "theirs", "theirs"})
    call.conference.on_message(protocol::IceCandidate{"bob", session, protocol::Candidate{.candidate = "c"}});
  EXPECT_THAT(call.session(0)->candidates, SizeIs(1));
  EXPECT_THAT(call.session(1)->candidates, SizeIs(2));
  EXPECT_THAT(call.session(2)->candidates, SizeIs(3));
}

TEST_F(BothShare, ClosingOneLeavesTheOthers) {
  call.conference.on_message(protocol::SessionClose{"bob", "theirs", CloseReason::done});
  EXPECT_TRUE(call.destroyed(2));
  EXPECT_FALSE(call.destroyed(1));
  EXPECT_THAT(call.grid->labels(), SizeIs(1));
  call.conference.on_message(protocol::SessionClose{"bob", "s2", CloseReason::rejected});
  EXPECT_TRUE(call.destroyed(1));
  EXPECT_FALSE(call.destroyed(0));
}

TEST_F(BothShare, TheSharerOpensAFailedOneAnew) {
  call.session(1)->become(peer::State::failed, "nothing has come for 5 s");
  ASSERT_TRUE(FakeCall::until([&] { return call.sessions.size() == 4; }));
  EXPECT_EQ(call.session(3)->replaces, "s2");
  EXPECT_EQ(call.session(3)->config.purpose, Purpose::screen);
  call.conference.on_message(protocol::SessionClose{"bob", "s4", CloseReason::failed});
  ASSERT_TRUE(FakeCall::until([&] { return call.sessions.size() == 5; }));
  EXPECT_EQ(call.session(4)->replaces, "s4");
  EXPECT_THAT(call.channel.of<protocol::SessionClose>(), IsEmpty());
}

TEST_F(BothShare, TheOtherSideAsksForItsFailedOne) {
  call.session(2)->become(peer::State::failed);
  EXPECT_THAT(call.channel.of<protocol::SessionClose>(),
              ElementsAre(protocol::SessionClose{"bob", "theirs", CloseReason::failed}));
  call.conference.on_message(protocol::Offer{
      .peer = "bob", .session = "again", .purpose = Purpose::screen, .replaces = "theirs", .sdp = "sdp"});
  EXPECT_EQ(call.session(3)->id(), "again");
  EXPECT_FALSE(call.destroyed(1));
}

TEST_F(BothShare, NothingIsOpenedAnewAfterTheEnd) {
  call.session(1)->become(peer::State::failed);
  call.conference.set_screen(false);
  ASSERT_TRUE(FakeCall::until([polls = 0]() mutable { return ++polls > 30; }));
  EXPECT_THAT(call.sessions, SizeIs(3));
}

TEST_F(BothShare, AnOfferUnderTheIdOfOurOwnSessionIsDropped) {
  call.conference.on_message(protocol::Offer{.peer = "bob", .session = "s2", .purpose = Purpose::screen, .sdp = "sdp"});
  EXPECT_THAT(call.sessions, SizeIs(3));
  EXPECT_FALSE(call.destroyed(1));
}

TEST(ScreenSharing, WaitsForTheServer) {
  FakeCall call;
  call.enter();
  call.come("bob");
  call.lose();
  call.conference.set_screen(true);
  EXPECT_THAT(call.sessions, SizeIs(1));
  call.come_back({user("bob")});
  ASSERT_THAT(call.sessions, SizeIs(2));
  EXPECT_EQ(call.session(1)->config.purpose, Purpose::screen);
}

TEST(ScreenSharing, WhoHasNoCodecInCommonIsNamed) {
  FakeCall call;
  call.enter();
  call.conference.set_screen(true);
  call.come("old", {"AV1"});
  EXPECT_THAT(call.sessions, SizeIs(1));
  EXPECT_EQ(call.told<Warning>().back().code, "no-common-codec");
}

}  // namespace
}  // namespace vchat::call
