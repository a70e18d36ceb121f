#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inbox.hpp"
#include "room/rooms.hpp"

namespace vchat::room {
namespace {

using protocol::LeaveReason;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A server with a clock of its own; restart() makes its successor.
class ResumeTest : public testing::Test {
 protected:
  ResumeTest() { pass(seconds(60)); }

  RoomsConfig config() {
    return {.tokens = ResumeTokens("key", "here"), .resume_time = resume_time_, .clock = [this] { return now_; }};
  }
  void restart() { rooms_ = std::make_unique<Rooms>(config()); }
  void pass(std::chrono::milliseconds time) {
    now_.steady += time;
    now_.wall += time;
    rooms_->expire();
  }

  /// Joins; what came of it is read.
  Member& enter(Inbox& inbox, const std::string& name) {
    auto& member = rooms_->join(request(name), {name, name == "Mod"}, inbox);
    token_of_[name] = inbox.take<protocol::RoomUsers>().resume;
    return member;
  }
  Member& resume(Inbox& inbox, const std::string& name, const std::string& token) {
    auto join = request(name);
    join.resume = token;
    return rooms_->resume(join, inbox);
  }
  Member& resume(Inbox& inbox, const std::string& name) { return resume(inbox, name, token_of_[name]); }
  /// The code it is refused with.
  std::string refusal(const std::string& name, const std::string& token, const std::string& room = "r") {
    Inbox inbox;
    auto join = request(name, room);
    join.resume = token;
    try {
      static_cast<void>(rooms_->resume(join, inbox));
      return "accepted";
    } catch (const ForgedToken& error) {
      return "forged " + error.code();
    } catch (const protocol::ProtocolError& error) {
      EXPECT_THAT(inbox.frames, IsEmpty());
      return error.code();
    }
  }
  std::string refusal(const std::string& name) { return refusal(name, token_of_[name]); }

  seconds resume_time_{15};
  Moment now_{{}, std::chrono::system_clock::time_point(std::chrono::hours(480'000))};
  std::unique_ptr<Rooms> rooms_ = std::make_unique<Rooms>(config());
  std::map<std::string, std::string> token_of_;
  Inbox ada_, bob_, eve_, again_;
};

TEST_F(ResumeTest, IsNobodysBusiness) {
  auto& ada = enter(ada_, "Ada");
  const auto id = ada.user.id;
  enter(bob_, "Bob");
  rooms_->lose(ada);
  pass(seconds(14));
  EXPECT_THAT(bob_.frames, IsEmpty());
  const auto& back = resume(again_, "Ada");
  const auto answer = again_.take<protocol::RoomUsers>();
  EXPECT_EQ(answer.self_id, id);
  EXPECT_EQ(answer.self_name, "Ada");
  EXPECT_EQ(answer.self_joined, back.user.joined);
  EXPECT_THAT(answer.users, SizeIs(1));
  EXPECT_THAT(again_.frames, IsEmpty());
  pass(seconds(60));
  EXPECT_THAT(bob_.frames, IsEmpty());
  EXPECT_FALSE(ada_.ended);
}

TEST_F(ResumeTest, BringsWhatWaitedInOrder) {
  auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Bob");
  rooms_->lose(ada);
  rooms_->relay(bob, ada.user.id, "one", "offer");
  enter(eve_, "Eve");
  rooms_->relay(bob, ada.user.id, "two", "offer");
  resume(again_, "Ada");
  EXPECT_THAT(again_.take<protocol::RoomUsers>().users, SizeIs(2));
  ASSERT_THAT(again_.frames, SizeIs(3));
  EXPECT_EQ(again_.frames[0], "one");
  EXPECT_EQ(again_.frames[2], "two");
  rooms_->relay(bob, ada.user.id, "three", "offer");
  EXPECT_EQ(again_.frames.back(), "three");
}

TEST_F(ResumeTest, LosesNothingBetweenTheEndAndTheNewsOfIt) {
  auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Bob");
  ada_.broken = true;
  rooms_->relay(bob, ada.user.id, "one", "offer");
  rooms_->lose(ada);
  rooms_->relay(bob, ada.user.id, "two", "offer");
  resume(again_, "Ada");
  EXPECT_EQ(again_.frames.at(1), "one");
  EXPECT_EQ(again_.frames.at(2), "two");
}

TEST_F(ResumeTest, BeginsWithWhatTheConnectionCouldNotGetRidOf) {
  auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Bob");
  ada_.broken = true;
  rooms_->relay(bob, ada.user.id, "three", "offer");
  ada_.unsent = {"one", "two"};
  rooms_->lose(ada);
  rooms_->relay(bob, ada.user.id, "four", "offer");
  resume(again_, "Ada");
  again_.frames.erase(again_.frames.begin());
  EXPECT_THAT(again_.frames, ElementsAre("one", "two", "three", "four"));
}

TEST_F(ResumeTest, TellsTheRoomOfMediaThatChanged) {
  auto& ada = enter(ada_, "Ada");
  enter(bob_, "Bob");
  rooms_->lose(ada);
  auto join = request("Ada");
  join.resume = token_of_["Ada"];
  join.media = {false, true, false};
  join.codecs = {"H264"};
  const auto& back = rooms_->resume(join, again_);
  EXPECT_EQ(bob_.take<protocol::MediaStateChange>(), (protocol::MediaStateChange{back.user.id, join.media}));
  EXPECT_THAT(back.user.codecs, ElementsAre("H264"));
}

TEST_F(ResumeTest, EndsAfterTheTime) {
  auto& ada = enter(ada_, "Ada");
  const auto id = ada.user.id;
  enter(bob_, "Bob");
  rooms_->lose(ada);
  pass(seconds(15));
  EXPECT_EQ(bob_.take<protocol::UserDisconnected>(), (protocol::UserDisconnected{id, LeaveReason::lost}));
  EXPECT_EQ(refusal("Ada"), "resume-failed");
}

TEST_F(ResumeTest, CountsTheTimeFromTheLatestLoss) {
  auto& ada = enter(ada_, "Ada");
  rooms_->lose(ada);
  pass(seconds(10));
  resume(ada_, "Ada");
  rooms_->lose(ada);
  pass(seconds(10));
  EXPECT_THAT(rooms_->list(), SizeIs(1));
  pass(seconds(5));
  EXPECT_THAT(rooms_->list(), IsEmpty());
}

TEST_F(ResumeTest, DropsWhoHasTooManyMessagesWaiting) {
  auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Bob");
  const auto id = ada.user.id;
  rooms_->lose(ada);
  for (std::size_t i = 0; i < Backlog::max_frames; ++i) rooms_->relay(bob, id, "x", "offer");
  rooms_->expire();
  EXPECT_THAT(bob_.frames, IsEmpty());
  rooms_->relay(bob, id, "x", "offer");
  EXPECT_EQ(refusal("Ada"), "resume-failed");
  rooms_->expire();
  EXPECT_EQ(bob_.take<protocol::UserDisconnected>(), (protocol::UserDisconnected{id, LeaveReason::lost}));
  EXPECT_EQ(refusal("Ada"), "resume-failed");
}

TEST_F(ResumeTest, DropsWhoHasTooManyBytesWaiting) {
  auto& ada = enter(ada_, "Ada");
  auto& bob = enter(bob_, "Bob");
  rooms_->lose(ada);
  const std::string frame(Backlog::max_bytes / 4, 'x');
  for (int i = 0; i < 4; ++i) rooms_->relay(bob, ada.user.id, frame, "offer");
  rooms_->expire();
  EXPECT_EQ(rooms_->list().at(0).users, 2U);
  // What the whole room is told counts like any other.
  rooms_->set_media(bob, {}, "x");
  rooms_->expire();
  EXPECT_EQ(rooms_->list().at(0).users, 1U);
}

TEST_F(ResumeTest, ServesATokenOnce) {
  auto& ada = enter(ada_, "Ada");
  rooms_->lose(ada);
  resume(ada_, "Ada");
  const auto next = ada_.take<protocol::RoomUsers>().resume;
  EXPECT_EQ(refusal("Ada"), "resume-failed");
  rooms_->lose(ada);
  EXPECT_EQ(refusal("Ada"), "resume-failed");
  resume(ada_, "Ada", next);
}

TEST_F(ResumeTest, TakesOverWhatTheOldConnectionCouldNotGetRidOf) {
  const auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Bob");
  ada_.unsent = {"one", "two"};
  ada_.broken = true;
  rooms_->relay(bob, ada.user.id, "three", "offer");
  resume(again_, "Ada");
  again_.frames.erase(again_.frames.begin());
  EXPECT_THAT(again_.frames, ElementsAre("one", "two", "three"));
  EXPECT_THAT(ada_.unsent, IsEmpty());
}

TEST_F(ResumeTest, TakesOverAConnectionThatIsThoughtAlive) {
  const auto& ada = enter(ada_, "Ada");
  const auto& bob = enter(bob_, "Bob");
  ada_.frames.clear();
  EXPECT_EQ(&resume(again_, "Ada"), &ada);
  ASSERT_TRUE(ada_.ended);
  EXPECT_EQ(ada_.ended->code, "replaced");
  rooms_->relay(bob, ada.user.id, "x", "offer");
  EXPECT_THAT(ada_.frames, IsEmpty());
  EXPECT_THAT(bob_.frames, IsEmpty());
}

TEST_F(ResumeTest, IsForTheRoomOfTheTokenAlone) {
  auto& ada = enter(ada_, "Ada");
  rooms_->lose(ada);
  EXPECT_EQ(refusal("Ada", token_of_["Ada"], "other"), "resume-failed");
  EXPECT_THAT(rooms_->list(), SizeIs(1));
  auto join = request("Another name");
  join.resume = token_of_["Ada"];
  EXPECT_EQ(rooms_->resume(join, again_).user.name, "Ada");
}

TEST_F(ResumeTest, IsNotForWhoWasSentOut) {
  auto& ada = enter(ada_, "Ada");
  const auto& mod = enter(bob_, "Mod");
  rooms_->lose(ada);
  rooms_->kick(mod, {ada.user.id, std::nullopt});
  EXPECT_EQ(refusal("Ada"), "resume-failed");
}

TEST_F(ResumeTest, KeepsAModeratorOneAlsoOverARestart) {
  auto& mod = enter(ada_, "Mod");
  rooms_->lose(mod);
  EXPECT_TRUE(resume(ada_, "Mod").user.moderator);
  restart();
  EXPECT_TRUE(resume(ada_, "Mod", ada_.take<protocol::RoomUsers>().resume).user.moderator);
}

TEST_F(ResumeTest, IsNotForWhoHasLeft) {
  auto& ada = enter(ada_, "Ada");
  rooms_->leave(ada, LeaveReason::left);
  EXPECT_EQ(refusal("Ada"), "resume-failed");
}

TEST_F(ResumeTest, TellsForgedTokensFromOldOnes) {
  EXPECT_EQ(refusal("Ada", "token"), "forged resume-failed");
  EXPECT_EQ(refusal("Ada", ResumeTokens("guess", "here").write({.id = "a", .room = "r", .name = "Ada"})),
            "forged resume-failed");
  auto& ada = enter(ada_, "Ada");
  rooms_->leave(ada, LeaveReason::left);
  EXPECT_EQ(refusal("Ada"), "resume-failed");
  // The key of the server before may have gone with its state.
  restart();
  EXPECT_EQ(refusal("Ada", "token"), "resume-failed");
}

TEST_F(ResumeTest, CanBeSwitchedOff) {
  resume_time_ = seconds(0);
  restart();
  auto& ada = enter(ada_, "Ada");
  const auto id = ada.user.id;
  enter(bob_, "Bob");
  rooms_->lose(ada);
  EXPECT_EQ(bob_.take<protocol::UserDisconnected>(), (protocol::UserDisconnected{id, LeaveReason::lost}));
  EXPECT_EQ(refusal("Ada"), "resume-failed");
}

TEST_F(ResumeTest, SurvivesARestartInTheOrderOfJoining) {
  const auto ada = enter(ada_, "Ada").user;
  const auto bob = enter(bob_, "Bob").user;
  const auto eve = enter(eve_, "Eve").user;
  EXPECT_LT(ada.joined, bob.joined);
  EXPECT_LT(bob.joined, eve.joined);
  restart();
  for (auto* inbox : {&ada_, &bob_, &eve_}) inbox->frames.clear();
  resume(eve_, "Eve");
  EXPECT_THAT(eve_.take<protocol::RoomUsers>().users, IsEmpty());
  resume(ada_, "Ada");
  EXPECT_THAT(ada_.take<protocol::RoomUsers>().users, ElementsAre(eve));
  EXPECT_EQ(eve_.take<protocol::UserJoined>().user, ada);
  resume(bob_, "Bob");
  EXPECT_THAT(bob_.take<protocol::RoomUsers>().users, ElementsAre(ada, eve));
  rooms_->join(request("Late"), {"Late", false}, again_);
  EXPECT_THAT(again_.take<protocol::RoomUsers>().users, ElementsAre(ada, bob, eve));
}

TEST_F(ResumeTest, RestoresNobodyTwiceAfterARestart) {
  enter(ada_, "Ada");
  const auto before = token_of_["Ada"];
  restart();
  auto& ada = resume(ada_, "Ada");
  EXPECT_EQ(refusal("Ada", before), "resume-failed") << "while she is there";
  rooms_->leave(ada, LeaveReason::kicked);
  EXPECT_EQ(refusal("Ada", before), "resume-failed") << "when she has gone";
}

TEST_F(ResumeTest, RestoresNobodyWhoLeftTheNewServer) {
  restart();
  rooms_->leave(enter(ada_, "Ada"), LeaveReason::left);
  EXPECT_EQ(refusal("Ada"), "resume-failed");
}

TEST_F(ResumeTest, RestoresForHalfAMinuteAndNoTokenOfYesterday) {
  enter(ada_, "Ada");
  enter(bob_, "Bob");
  restart();
  pass(seconds(29));
  resume(ada_, "Ada");
  pass(seconds(1));
  EXPECT_EQ(refusal("Bob"), "resume-failed");
  resume_time_ = seconds(100);
  restart();
  pass(seconds(99));
  resume(bob_, "Bob");
  pass(std::chrono::hours(25));
  restart();
  EXPECT_EQ(refusal("Bob"), "resume-failed");
}

TEST_F(ResumeTest, OrdersWhoComesInTheSameMillisecond) {
  std::vector<std::int64_t> joined;
  for (int i = 0; i < 3; ++i) joined.push_back(rooms_->join(request("n"), {"n", false}, again_).user.joined);
  EXPECT_THAT(joined, ElementsAre(joined[0], joined[0] + 1, joined[0] + 2));
}

}  // namespace
}  // namespace vchat::room
