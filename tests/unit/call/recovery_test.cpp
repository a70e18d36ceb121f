// What a call does when the network changed, and how it shows how good the connections are.
#include <gtest/gtest.h>

#include "fakes.hpp"

namespace vchat::call {
namespace {

using namespace std::chrono_literals;
using protocol::CloseReason;

protocol::User early() {
  return {.id = "early", .name = "name-early", .codecs = {"VP8"}, .media = {.audio = true, .video = true}};
}

TEST(Recovery, EveryConnectionIsLookedAtWhenTheNetworkChanges) {
  FakeCall call;
  call.enter();
  call.come("a");
  call.come("b");
  call.conference.suspect_connections();
  EXPECT_EQ(call.session(0)->suspicions, 1);
  EXPECT_EQ(call.session(1)->suspicions, 1);
}

TEST(Recovery, AfterASleepWhoOffersOpensANewConnection) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.session(0)->become(peer::State::connected);
  call.conference.renew_connections();
  EXPECT_TRUE(call.destroyed(0));
  ASSERT_TRUE(FakeCall::until([&] { return call.sessions.size() == 2; }));
  EXPECT_EQ(call.session(1)->replaces, "s1");
}

TEST(Recovery, AfterASleepWhoAnswersAsksForANewConnection) {
  FakeCall call;
  call.enter({early()});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  call.session(0)->become(peer::State::connected);
  call.conference.renew_connections();
  EXPECT_TRUE(call.destroyed(0));
  EXPECT_EQ(call.channel.of<protocol::SessionClose>().back(),
            (protocol::SessionClose{"early", "x", CloseReason::failed}));
}

TEST(Recovery, AnAnswerThatComesTooLateEndsTheWait) {
  FakeCall call({.room = "r", .name = "me"}, {util::VideoCodec::vp8},
                {.first_retry = 1h, .longest_retry = 1h, .crossing = 0ms});
  call.enter();
  call.come("late");
  call.session(0)->become(peer::State::failed, "not connected after 10 s");
  call.conference.on_message(protocol::Answer{"late", "s1", "sdp"});
  ASSERT_EQ(call.sessions.size(), 2U);
  EXPECT_EQ(call.session(1)->replaces, "s1");
}

TEST(Recovery, AnAnswerThatOnlyCrossedTheFailureDoesNot) {
  FakeCall call({.room = "r", .name = "me"}, {util::VideoCodec::vp8},
                {.first_retry = 1h, .longest_retry = 1h, .crossing = 1h});
  call.enter();
  call.come("late");
  call.session(0)->become(peer::State::failed);
  call.conference.on_message(protocol::Answer{"late", "s1", "sdp"});
  EXPECT_EQ(call.sessions.size(), 1U);
}

TEST(Quality, StandsOnTheTile) {
  FakeCall call;
  call.enter({early()});
  EXPECT_EQ(call.grid->labels().at(0).bars, std::nullopt);
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  call.session(0)->figures = {.rtt_ms = 500, .receive_bps = 1e6};
  call.session(0)->become(peer::State::connected);
  EXPECT_TRUE(FakeCall::until([&] { return call.grid->labels().at(0).bars == 2; }));
  call.session(0)->pauses = true;
  EXPECT_TRUE(FakeCall::until([&] { return call.grid->labels().at(0).paused; }));
}

TEST(Quality, IsNotShownOfSomebodyWhoSendsNothing) {
  FakeCall call({.room = "r", .name = "me", .stats = true});
  auto listener = early();
  listener.media = {};
  call.enter({listener});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  call.session(0)->become(peer::State::connected);
  ASSERT_TRUE(FakeCall::until([&] { return !call.told<Stats>().empty() && !call.told<Stats>().back().users.empty(); }));
  EXPECT_EQ(call.grid->labels().at(0).bars, std::nullopt);
}

}  // namespace
}  // namespace vchat::call
