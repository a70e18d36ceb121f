#include "call/conference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes.hpp"

namespace vchat::call {
namespace {

using protocol::CloseReason;
using protocol::Purpose;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

protocol::User user(const std::string& id) {
  return {.id = id, .name = "name-" + id, .codecs = {"VP8"}};
}

TEST(Conference, JoinsWithItsCodecsAndMedia) {
  FakeCall call({.room = "r", .name = "me", .password = "secret"});
  call.conference.set_capture({.audio = true, .video = false});
  call.enter();
  const auto joins = call.channel.of<protocol::JoinRoom>();
  ASSERT_THAT(joins, SizeIs(1));
  EXPECT_EQ(joins[0].codecs, (std::vector<std::string>{"VP8", "H264"}));
  EXPECT_EQ(joins[0].password, "secret");
  EXPECT_EQ(joins[0].media, (protocol::MediaState{.audio = true}));
  EXPECT_EQ(call.told<Joined>().at(0).id, "self");
}

TEST(Conference, WhoWasThereFirstOffers) {
  FakeCall call;
  call.enter({user("early")});
  EXPECT_THAT(call.sessions, IsEmpty());
  call.come("late");
  ASSERT_THAT(call.sessions, SizeIs(1));
  EXPECT_EQ(call.session(0)->config.role, peer::Role::offerer);
  call.session(0)->observer.on_offer({.session = "s1", .sdp = "sdp"});
  const auto offers = call.channel.of<protocol::Offer>();
  ASSERT_THAT(offers, SizeIs(1));
  EXPECT_EQ(offers[0].peer, "late");
}

TEST(Conference, AnswersTheOneWhoWasThereBefore) {
  FakeCall call;
  call.enter({user("early")});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  ASSERT_THAT(call.sessions, SizeIs(1));
  EXPECT_EQ(call.session(0)->config.role, peer::Role::answerer);
  EXPECT_EQ(call.told<SessionChanged>().at(0).state, peer::State::connecting);
  call.session(0)->observer.on_answer({.session = "x", .sdp = "answer"});
  EXPECT_EQ(call.channel.of<protocol::Answer>().at(0).peer, "early");
}

TEST(Conference, RejectsAnOfferThatIsNotTheirsToMake) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.conference.on_message(protocol::Offer{.peer = "late", .session = "glare", .sdp = "sdp"});
  EXPECT_THAT(call.sessions, SizeIs(1));
  EXPECT_EQ(call.channel.of<protocol::SessionClose>().at(0),
            (protocol::SessionClose{"late", "glare", CloseReason::rejected}));
}

TEST(Conference, IgnoresWhoIsNotInTheRoom) {
  FakeCall call;
  call.enter();
  call.conference.on_message(protocol::Offer{.peer = "stranger", .session = "x", .sdp = "sdp"});
  call.conference.on_message(protocol::SessionClose{.peer = "stranger", .session = "x"});
  call.conference.on_message(protocol::UserDisconnected{.id = "stranger"});
  EXPECT_THAT(call.sessions, IsEmpty());
  EXPECT_THAT(call.told<UserLeft>(), IsEmpty());
}

TEST(Conference, UsesTheServersIceServersBesideItsOwn) {
  FakeCall call;
  call.enter();
  call.come("late");
  std::vector<std::string> urls;
  for (const auto& server : call.session(0)->config.ice_servers) urls.push_back(server.urls.at(0));
  EXPECT_THAT(urls, ElementsAre("stun:own", "stun:room"));
}

TEST(Conference, ChoosesCodecsThatBothCan) {
  using util::VideoCodec;
  FakeCall call;
  call.enter();
  call.come("both");
  call.come("h264", {"AV1", "H264"});
  call.come("silent", {});
  EXPECT_THAT(call.session(0)->config.codecs, ElementsAre(VideoCodec::vp8, VideoCodec::h264));
  EXPECT_THAT(call.session(1)->config.codecs, ElementsAre(VideoCodec::h264));
  EXPECT_THAT(call.session(2)->config.codecs, ElementsAre(VideoCodec::vp8));
  EXPECT_THAT(call.told<Warning>(), IsEmpty());
  call.come("neither", {"AV1"});
  EXPECT_EQ(call.told<Warning>().at(0).code, "no-common-codec");
}

TEST(Conference, OpensAFailedSessionAnewInItsPlace) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.session(0)->become(peer::State::failed, "not connected after 10 s");
  EXPECT_TRUE(call.destroyed(0));
  ASSERT_TRUE(FakeCall::until([&] { return call.sessions.size() == 2; }));
  EXPECT_EQ(call.session(1)->replaces, "s1");
  EXPECT_THAT(call.channel.of<protocol::SessionClose>(), IsEmpty());
}

TEST(Conference, OpensAnewWhenTheOtherSideSaysThatItFailed) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.conference.on_message(protocol::SessionClose{.peer = "late", .session = "s1", .reason = CloseReason::failed});
  EXPECT_TRUE(call.destroyed(0));
  ASSERT_TRUE(FakeCall::until([&] { return call.sessions.size() == 2; }));
  EXPECT_EQ(call.session(1)->replaces, "s1");
}

TEST(Conference, AnAnswererAsksForANewSession) {
  FakeCall call;
  call.enter({user("early")});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  call.session(0)->become(peer::State::failed);
  EXPECT_EQ(call.channel.of<protocol::SessionClose>().at(0),
            (protocol::SessionClose{"early", "x", CloseReason::failed}));
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "y", .replaces = "x", .sdp = "sdp"});
  EXPECT_EQ(call.session(1)->id(), "y");
}

TEST(Conference, ANewOfferTakesThePlaceOfTheOldSession) {
  FakeCall call;
  call.enter({user("early")});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "y", .replaces = "x", .sdp = "sdp"});
  EXPECT_TRUE(call.destroyed(0));
  EXPECT_THAT(call.channel.of<protocol::SessionClose>(), IsEmpty());
  // Without `replaces` the other side is told that its first one is over.
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "z", .sdp = "sdp"});
  EXPECT_EQ(call.channel.of<protocol::SessionClose>().at(0), (protocol::SessionClose{"early", "y", CloseReason::done}));
  EXPECT_EQ(call.session(2)->id(), "z");
}

TEST(Conference, IgnoresWhatAReplacedSessionStillSays) {
  FakeCall call;
  call.enter({user("early")});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  const auto old = call.session(0);
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "y", .replaces = "x", .sdp = "sdp"});
  old->become(peer::State::failed);
  old->observer.on_candidate({.session = "x"});
  EXPECT_FALSE(call.destroyed(1));
  EXPECT_THAT(call.channel.sent, SizeIs(1)) << "only join-room";
}

TEST(Conference, IgnoresADuplicatedOffer) {
  FakeCall call;
  call.enter({user("early")});
  const protocol::Offer offer{.peer = "early", .session = "x", .sdp = "sdp"};
  call.conference.on_message(offer);
  call.conference.on_message(offer);
  EXPECT_THAT(call.sessions, SizeIs(1));
}

TEST(Conference, TakesAnAnswerOnceAndOnlyForItsSession) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.conference.on_message(protocol::Answer{.peer = "late", .session = "other", .sdp = "a"});
  call.conference.on_message(protocol::Answer{.peer = "late", .session = "s1", .sdp = "b"});
  call.conference.on_message(protocol::Answer{.peer = "late", .session = "s1", .sdp = "c"});
  EXPECT_THAT(call.session(0)->answers, ElementsAre("b"));
}

TEST(Conference, AnAnswerThatCannotBeUsedFailsTheSession) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.conference.on_message(protocol::Answer{.peer = "late", .session = "s1", .sdp = "bad"});
  EXPECT_EQ(call.told<SessionChanged>().back().state, peer::State::failed);
  EXPECT_TRUE(FakeCall::until([&] { return call.sessions.size() == 2; }));
}

TEST(Conference, RejectsAnOfferThatCannotBeUsed) {
  FakeCall call;
  call.enter({user("early")});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "bad"});
  EXPECT_EQ(call.channel.of<protocol::SessionClose>().at(0).reason, CloseReason::rejected);
  EXPECT_THAT(call.mixer->voices.at(0).lock(), nullptr) << "nothing of it stays";
}

TEST(Conference, KeepsCandidatesThatComeBeforeTheirOffer) {
  FakeCall call;
  call.enter({user("early")});
  for (const auto* text : {"a", "b"})
    call.conference.on_message(protocol::IceCandidate{"early", "x", protocol::Candidate{.candidate = text}});
  call.conference.on_message(protocol::IceCandidate{"early", "unknown", std::nullopt});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  call.conference.on_message(protocol::IceCandidate{"early", "x", std::nullopt});
  ASSERT_THAT(call.session(0)->candidates, SizeIs(3));
  EXPECT_EQ(call.session(0)->candidates[0]->candidate, "a");
  EXPECT_EQ(call.session(0)->candidates[1]->candidate, "b");
  EXPECT_FALSE(call.session(0)->candidates[2]);
}

TEST(Conference, BoundsWhatOnePeerCanMakeItDo) {
  FakeCall call;
  call.enter({user("early")});
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  for (int i = 0; i < 1000; ++i)
    call.conference.on_message(protocol::IceCandidate{"early", "x", protocol::Candidate{.candidate = "c"}});
  EXPECT_THAT(call.session(0)->candidates, SizeIs(200));
  for (int i = 0; i < 100; ++i)
    call.conference.on_message(protocol::Offer{.peer = "early", .session = "y" + std::to_string(i), .sdp = "sdp"});
  EXPECT_THAT(call.sessions, SizeIs(30));
  EXPECT_EQ(call.channel.of<protocol::SessionClose>().back().reason, CloseReason::rejected);
}

TEST(Conference, APeerThatLeavesInMidNegotiationIsForgotten) {
  FakeCall call;
  call.enter();
  call.come("late");
  auto session = call.session(0);
  call.go("late");
  session->become(peer::State::connected);
  call.conference.on_message(protocol::Answer{.peer = "late", .session = "s1", .sdp = "a"});
  EXPECT_THAT(session->answers, IsEmpty());
  EXPECT_EQ(call.told<UserLeft>().at(0).name, "name-late");
  EXPECT_EQ(call.told<SessionChanged>().back().state, peer::State::closed);
  session.reset();
  EXPECT_TRUE(call.destroyed(0));
  EXPECT_THAT(call.grid->labels(), IsEmpty());
  EXPECT_EQ(call.alone, 1);
}

TEST(Conference, DoesNotOpenAnewForWhoHasLeft) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.session(0)->become(peer::State::failed);
  call.go("late");
  call.come("other");
  ASSERT_TRUE(FakeCall::until([&, polls = 0]() mutable { return ++polls > 30; }));
  EXPECT_THAT(call.sessions, SizeIs(2)) << "one for each, none anew";
}

TEST(Conference, ShowsASharedScreenAsATileOfItsOwn) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.conference.on_message(protocol::Offer{.peer = "late", .session = "p", .purpose = Purpose::screen, .sdp = "sdp"});
  ASSERT_THAT(call.grid->labels(), SizeIs(2));
  EXPECT_EQ(call.grid->labels()[1].name, "name-late (screen)");
  EXPECT_FALSE(call.session(1)->config.audio);
  call.conference.on_message(protocol::SessionClose{.peer = "late", .session = "p", .reason = CloseReason::done});
  EXPECT_THAT(call.grid->labels(), SizeIs(1));
  EXPECT_FALSE(call.destroyed(0)) << "the call goes on";
}

TEST(Conference, MarksMutedCameraOffAndSpeaking) {
  FakeCall call;
  call.enter({user("early")});
  EXPECT_TRUE(call.grid->labels().at(0).muted);
  call.conference.on_message(protocol::MediaStateChange{"early", {.audio = true, .video = true}});
  EXPECT_FALSE(call.grid->labels().at(0).muted);
  EXPECT_FALSE(call.grid->labels().at(0).camera_off);
  EXPECT_EQ(call.told<MediaChanged>().at(0).media.video, true);
  call.conference.on_message(protocol::Offer{.peer = "early", .session = "x", .sdp = "sdp"});
  call.mixer->voices.at(0).lock()->is_speaking = true;
  EXPECT_TRUE(FakeCall::until([&] { return call.grid->labels().at(0).speaking; }));
  call.conference.on_message(protocol::MediaStateChange{"early", {.audio = true, .video = false}});
  EXPECT_EQ(call.session(0)->switches, 1) << "a camera that is off is no freeze";
}

TEST(Conference, TellsTheRoomWhatItSendsOnceItIsIn) {
  FakeCall call;
  call.conference.set_capture({.audio = true});
  EXPECT_THAT(call.channel.sent, IsEmpty());
  call.enter();
  call.conference.set_capture({.audio = true});
  call.conference.set_capture({.audio = true, .video = true});
  const auto changes = call.channel.of<protocol::MediaStateChange>();
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].media, (protocol::MediaState{.audio = true, .video = true}));
}

TEST(Conference, TellsTheRoomThatItRecords) {
  FakeCall call;
  call.conference.set_recording(true);
  call.enter();
  EXPECT_TRUE(call.channel.of<protocol::JoinRoom>().at(0).media.recording) << "with the first that it says";
  call.conference.set_capture({.audio = true});
  call.conference.set_recording(false);
  const auto changes = call.channel.of<protocol::MediaStateChange>();
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].media, (protocol::MediaState{.audio = true, .recording = true}));
  EXPECT_EQ(changes[1].media, (protocol::MediaState{.audio = true}));
}

TEST(Conference, MarksWhoRecords) {
  FakeCall call;
  call.enter({user("early")});
  call.conference.on_message(protocol::MediaStateChange{"early", {.audio = true, .recording = true}});
  EXPECT_TRUE(call.grid->labels().at(0).recording);
  call.conference.on_message(protocol::MediaStateChange{"early", {.audio = true}});
  EXPECT_FALSE(call.grid->labels().at(0).recording);
  const auto told = call.told<MediaChanged>();
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_TRUE(told[0].media.recording && !told[0].before.recording);
  EXPECT_TRUE(told[1].before.recording);
}

TEST(Conference, KeepsChatUntilTheOtherIsConnected) {
  FakeCall call;
  call.conference.send_chat("before the room");
  call.enter();
  EXPECT_EQ(call.told<Warning>().at(0).code, "chat-unheard");
  call.come("late");
  call.conference.send_chat("one");
  call.conference.send_chat("two");
  EXPECT_THAT(call.session(0)->chat, IsEmpty());
  call.session(0)->become(peer::State::connected);
  EXPECT_TRUE(FakeCall::until([&] { return call.session(0)->chat.size() == 2; }));
  EXPECT_THAT(call.session(0)->chat, ElementsAre("one", "two"));
}

TEST(Conference, AModeratorNamesPeopleByNameOrId) {
  FakeCall call;
  call.enter({user("one"), user("two")});
  call.conference.kick("name-one");
  call.conference.request_mute("two");
  EXPECT_EQ(call.channel.of<protocol::Kick>().at(0), (protocol::Kick{"one", std::nullopt}));
  EXPECT_EQ(call.channel.of<protocol::MuteRequest>().at(0), protocol::MuteRequest{"two"});
  EXPECT_THROW(call.conference.kick("nobody"), util::UsageError);
  EXPECT_THROW(call.conference.kick("me"), util::UsageError) << "oneself";
}

TEST(Conference, AsksForTheIdWhereSeveralHaveTheName) {
  FakeCall call;
  auto twin = user("twin");
  twin.name = "name-one";
  call.enter({user("one"), twin});
  try {
    call.conference.kick("name-one");
    FAIL();
  } catch (const util::UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("one, twin"));
  }
  EXPECT_THAT(call.channel.of<protocol::Kick>(), IsEmpty());
  call.conference.kick("twin");
  EXPECT_EQ(call.channel.of<protocol::Kick>().at(0).peer, "twin");
}

TEST(Conference, TellsOfARequestToBeQuietFromSomebodyInTheRoom) {
  FakeCall call;
  call.enter({user("one")});
  call.conference.on_message(protocol::MuteRequest{"stranger"});
  EXPECT_THAT(call.told<MuteRequested>(), IsEmpty());
  call.conference.on_message(protocol::MuteRequest{"one"});
  EXPECT_EQ(call.told<MuteRequested>().at(0).name, "name-one");
}

TEST(Conference, RefusesChatThatCannotBeSent) {
  FakeCall call;
  call.enter();
  EXPECT_THROW(call.conference.send_chat("\xff"), util::UsageError);
  EXPECT_THROW(call.conference.send_chat(std::string(4001, 'x')), util::UsageError);
}

TEST(Conference, CutsChatThatIsTooLongAndRepairsIt) {
  FakeCall call;
  call.enter();
  call.come("late");
  call.session(0)->observer.on_chat("a\xff");
  std::string umlauts;
  for (int i = 0; i < 5000; ++i) umlauts += "ü";
  call.session(0)->observer.on_chat(umlauts);
  EXPECT_EQ(call.told<Chat>().at(0).text, "a\ufffd");
  EXPECT_EQ(g_utf8_strlen(call.told<Chat>().at(1).text.c_str(), -1), 4000);
}

TEST(Conference, TellsTheFirstFrameAndSoundOfAPersonOnce) {
  FakeCall call;
  call.enter();
  call.come("late");
  for (int i = 0; i < 2; ++i) {
    call.session(0)->observer.on_first_frame(640, 360);
    call.session(0)->observer.on_first_audio();
  }
  ASSERT_THAT(call.told<FirstFrame>(), SizeIs(1));
  EXPECT_EQ(call.told<FirstFrame>()[0].width, 640);
  EXPECT_THAT(call.told<FirstAudio>(), SizeIs(1));
}

TEST(Conference, TellsFiguresOfTheSessionsThatAreConnected) {
  FakeCall call({.room = "r", .name = "me", .stats = true});
  call.enter();
  call.come("one");
  call.come("two");
  call.session(0)->become(peer::State::connected);
  ASSERT_TRUE(FakeCall::until([&] { return !call.told<Stats>().empty() && !call.told<Stats>().back().users.empty(); }));
  const auto stats = call.told<Stats>().back();
  ASSERT_THAT(stats.users, SizeIs(1));
  EXPECT_EQ(stats.users[0].id, "one");
  EXPECT_EQ(stats.users[0].figures.rtt_ms, 7);
  EXPECT_EQ(call.conference.total().send_bps, 1000);
}

TEST(Conference, BeginsAnewAfterTheServerWasLost) {
  FakeCall call;
  call.enter();
  call.come("old");
  call.lose();
  EXPECT_FALSE(call.destroyed(0)) << "media does not pass through the server";
  call.come_back({user("new")}, "another");
  EXPECT_TRUE(call.destroyed(0));
  EXPECT_THAT(call.told<Reconnecting>(), SizeIs(1));
  ASSERT_THAT(call.told<Reconnected>(), SizeIs(1));
  EXPECT_FALSE(call.told<Reconnected>()[0].resumed);
  EXPECT_EQ(call.told<UserLeft>().at(0).id, "old");
  EXPECT_THAT(call.told<Joined>(), SizeIs(2));
  EXPECT_THAT(call.grid->labels(), SizeIs(1));
}

TEST(Conference, EndsTheCallWhenAnElementIsMissing) {
  FakeCall call;
  call.enter();
  call.missing_element = true;
  call.come("late");
  EXPECT_THAT(call.failures, ElementsAre("missing-element"));
}

}  // namespace
}  // namespace vchat::call
