// What a conference does when the server was lost and is there again (docs/protocol.md, "Resume").
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes.hpp"

namespace vchat::call {
namespace {

using protocol::CloseReason;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

protocol::User user(const std::string& id, std::int64_t joined = 0) {
  return {.id = id, .name = "name-" + id, .codecs = {"VP8"}, .joined = joined};
}

/// In the room with one who came later and whose call is connected.
struct ResumeTest : testing::Test {
  ResumeTest() {
    call.enter();
    call.come("bob");
    call.session(0)->become(peer::State::connected);
    call.events.clear();
  }
  bool polled_often() {
    return FakeCall::until([polls = 0]() mutable { return ++polls > 30; });
  }
  FakeCall call;
};

TEST_F(ResumeTest, NobodyNoticesAnything) {
  call.lose();
  call.come_back({user("bob")});
  EXPECT_EQ(call.channel.of<protocol::JoinRoom>().back().resume, "first");
  EXPECT_THAT(call.events, SizeIs(2));
  EXPECT_THAT(call.told<Reconnecting>(), SizeIs(1));
  ASSERT_THAT(call.told<Reconnected>(), SizeIs(1));
  EXPECT_TRUE(call.told<Reconnected>()[0].resumed);
  EXPECT_FALSE(call.destroyed(0));
  EXPECT_THAT(call.sessions, SizeIs(1));
  call.lose();
  call.come_back({user("bob")});
  EXPECT_EQ(call.channel.of<protocol::JoinRoom>().back().resume, "second");
}

TEST_F(ResumeTest, JoinsAnewOnTheSameConnectionWhenTheTokenIsRefused) {
  call.lose();
  call.conference.on_open();
  call.conference.on_message(protocol::ErrorMessage{"resume-failed", "no", "join-room", {}});
  const auto joins = call.channel.of<protocol::JoinRoom>();
  ASSERT_THAT(joins, SizeIs(3));
  EXPECT_EQ(joins[1].resume, "first");
  EXPECT_FALSE(joins[2].resume);
  EXPECT_THAT(call.told<Warning>(), IsEmpty());
  EXPECT_FALSE(call.destroyed(0)) << "until the server says who we are";
}

TEST_F(ResumeTest, TakesWhatHasChangedMeanwhile) {
  call.lose();
  auto bob = user("bob");
  bob.media = {.audio = true};
  call.come_back({bob, user("eve")});
  EXPECT_EQ(call.told<MediaChanged>().at(0).media, bob.media);
  EXPECT_EQ(call.told<UserJoined>().at(0).id, "eve");
  ASSERT_THAT(call.sessions, SizeIs(2));
  EXPECT_EQ(call.session(1)->config.role, peer::Role::offerer) << "eve came when we were in the room";
  // What waited on the server comes after it.
  call.conference.on_message(protocol::UserJoined{user("eve")});
  EXPECT_THAT(call.told<UserJoined>(), SizeIs(1));
  EXPECT_THAT(call.sessions, SizeIs(2));
}

TEST_F(ResumeTest, WhoWasFirstOffersWhoeverCameBackFirst) {
  call.lose();
  call.come_back({user("earlier", 99), user("later", 101), user("a same", 100), user("t same", 100)});
  EXPECT_THAT(call.sessions, SizeIs(3)) << "to 'later' and to the one of the same time whose id is greater";
  call.conference.on_message(protocol::UserJoined{user("restored", 50)});
  EXPECT_THAT(call.sessions, SizeIs(3)) << "it is for the one who was first to offer";
}

TEST_F(ResumeTest, KeepsThoseWhoAreOnTheWayBackAsLongAsTheirMediaComes) {
  call.lose();
  call.come_back({});
  EXPECT_TRUE(polled_often());
  EXPECT_THAT(call.told<UserLeft>(), IsEmpty());
  call.conference.on_message(protocol::UserJoined{user("bob")});
  EXPECT_THAT(call.told<UserJoined>(), IsEmpty());
  EXPECT_FALSE(call.destroyed(0));
  // Known to be there, it is an ordinary failure.
  call.session(0)->become(peer::State::failed);
  ASSERT_TRUE(FakeCall::until([&] { return call.sessions.size() == 2; }));
  EXPECT_THAT(call.told<UserLeft>(), IsEmpty());
}

TEST_F(ResumeTest, DropsWhoIsMissingOnceTheMediaIsSilent) {
  call.lose();
  call.come_back({});
  call.session(0)->become(peer::State::failed, "nothing has come for 5 s");
  ASSERT_TRUE(FakeCall::until([&] { return !call.told<UserLeft>().empty(); }));
  EXPECT_EQ(call.told<UserLeft>()[0].reason, protocol::LeaveReason::lost);
  EXPECT_EQ(call.alone, 1);
  EXPECT_TRUE(polled_often());
  EXPECT_THAT(call.sessions, SizeIs(1)) << "nothing is opened to them";
}

TEST_F(ResumeTest, DropsWhoIsMissingWhenTheTimeIsOver) {
  call.lose();
  call.come_back({}, "self", 0);
  EXPECT_TRUE(FakeCall::until([&] { return !call.told<UserLeft>().empty(); }));
  EXPECT_TRUE(call.destroyed(0));
}

TEST_F(ResumeTest, DropsAtOnceWhoLeftMeanwhile) {
  call.lose();
  call.come_back({});
  call.go("bob");
  EXPECT_THAT(call.told<UserLeft>(), SizeIs(1));
}

TEST_F(ResumeTest, OpensNoSessionWithoutTheServer) {
  call.lose();
  call.session(0)->become(peer::State::failed);
  EXPECT_TRUE(polled_often());
  EXPECT_THAT(call.sessions, SizeIs(1));
  EXPECT_FALSE(call.conference.connected());
  call.come_back({user("bob")});
  ASSERT_THAT(call.sessions, SizeIs(2));
  EXPECT_EQ(call.session(1)->replaces, "s1");
}

TEST_F(ResumeTest, OpensItWhenTheOtherIsBackToo) {
  call.lose();
  call.session(0)->become(peer::State::failed);
  ASSERT_TRUE(polled_often());
  call.come_back({});
  EXPECT_THAT(call.sessions, SizeIs(1));
  call.conference.on_message(protocol::UserJoined{user("bob")});
  EXPECT_THAT(call.sessions, SizeIs(2));
}

TEST_F(ResumeTest, TellsMediaThatChangedMeanwhile) {
  call.lose();
  call.conference.set_capture({.audio = true});
  EXPECT_THAT(call.channel.of<protocol::MediaStateChange>(), IsEmpty());
  call.conference.on_open();
  EXPECT_EQ(call.channel.of<protocol::JoinRoom>().back().media, (protocol::MediaState{.audio = true}));
  call.conference.set_capture({.video = true});
  EXPECT_THAT(call.channel.of<protocol::MediaStateChange>(), IsEmpty());
  call.come_back({user("bob")});
  EXPECT_EQ(call.channel.of<protocol::JoinRoom>().back().media, (protocol::MediaState{.video = true}));
  call.conference.set_capture({.audio = true, .video = true});
  EXPECT_THAT(call.channel.of<protocol::MediaStateChange>(), SizeIs(1));
}

}  // namespace
}  // namespace vchat::call
