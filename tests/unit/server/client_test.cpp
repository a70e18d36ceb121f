#include "server/client.hpp"

#include <array>
#include <cstdio>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../support/main_loop.hpp"
#include "../room/inbox.hpp"
#include "server/password_hash.hpp"

namespace vchat::server {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

/// A client at one end of a socket pair, a test that plays its peer at the other.
class ClientTest : public testing::Test {
 protected:
  explicit ClientTest(seconds resume_time = seconds(0), AdmissionConfig admission = {})
      : rooms_({.tokens = room::ResumeTokens("key", "here"),
                .resume_time = resume_time,
                .clock =
                    [this] {
                      auto now = room::Moment::now();
                      now.steady += shift_;
                      return now;
                    }}),
        admission_(std::move(admission), limits_, metrics_, executor_) {
    connect();
  }
  void connect() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) throw std::runtime_error("socketpair");
    peer_ = ends[1];
    auto socket = glib::adopt(g_socket_new_from_fd(ends[0], nullptr));
    auto stream = glib::adopt(G_IO_STREAM(g_socket_connection_factory_create_connection(socket.get())));
    client_.emplace(
        ClientContext{rooms_, poller_, limits_, metrics_, admission_}, RemoteAddress{}, [](Client&) {},
        std::move(stream), socket);
  }
  ~ClientTest() override {
    client_.reset();
    close(peer_);
  }

  /// A new client in the place of the old one.
  void reconnect() {
    client_.reset();
    close(peer_);
    received_.clear();
    connect();
  }

  void write(std::uint8_t first_byte, const std::string& payload) {
    std::string frame{static_cast<char>(first_byte),
                      static_cast<char>(payload.size() < 126 ? 0x80 | payload.size() : 0xfe)};
    if (payload.size() >= 126) frame += {static_cast<char>(payload.size() >> 8U), static_cast<char>(payload.size())};
    frame += std::string(4, '\0') + payload;
    ASSERT_EQ(::write(peer_, frame.data(), frame.size()), static_cast<ssize_t>(frame.size()));
    serve();
  }

  void join() {
    write(0x81, R"({"type":"join-room","room":"r","name":"n"})");
    EXPECT_THAT(read(), ElementsAre(HasSubstr("room-users")));
  }

  /// Everything that has come by now: text frames as they are, `ping`, and `close CODE`.
  std::vector<std::string> read() {
    client_->settle();
    std::array<char, 65'536> buffer{};
    for (ssize_t got = 0; (got = ::read(peer_, buffer.data(), buffer.size())) > 0;)
      received_.append(buffer.data(), got);
    std::vector<std::string> frames;
    while (received_.size() >= 2 && frame_length(received_ + std::string(8, '\0')) <= received_.size()) {
      const auto frame = received_.substr(0, frame_length(received_));
      received_.erase(0, frame.size());
      frames.push_back(described(frame));
    }
    return frames;
  }

  void serve() {
    while (g_main_context_iteration(nullptr, FALSE)) {
    }
  }

  static std::string described(const std::string& frame) {
    const auto opcode = static_cast<Opcode>(frame[0] & 0x0F);
    if (opcode == Opcode::ping) return "ping";
    if (opcode == Opcode::text) return frame.substr(frame[1] == 126 ? 4 : 2);
    return "close " + std::to_string(static_cast<unsigned char>(frame[2]) * 256 + static_cast<unsigned char>(frame[3]));
  }

  std::chrono::seconds shift_{0};  // of the clock of the rooms
  Limits limits_;
  Metrics metrics_;
  room::Rooms rooms_;
  glib::Executor executor_;
  Admission admission_;
  Poller poller_{executor_, [this] { client_->settle(); }};
  std::optional<Client> client_;
  int peer_ = -1;
  std::string received_;
  const Clock::time_point begin_ = Clock::now();
};

TEST_F(ClientTest, HasTenSecondsToJoin) {
  client_->tick(begin_ + seconds(9));
  EXPECT_THAT(read(), ElementsAre());
  client_->tick(begin_ + seconds(11));
  EXPECT_THAT(read(), ElementsAre("close 4408"));
}

TEST_F(ClientTest, IsPingedEveryTwentySeconds) {
  join();
  client_->tick(begin_ + seconds(19));
  EXPECT_THAT(read(), ElementsAre());
  client_->tick(begin_ + seconds(21));
  client_->tick(begin_ + seconds(22));
  EXPECT_THAT(read(), ElementsAre("ping"));
  client_->tick(begin_ + seconds(42));
  EXPECT_THAT(read(), ElementsAre("ping"));
}

TEST_F(ClientTest, IsLostAfterSixtySilentSeconds) {
  join();
  client_->tick(begin_ + seconds(59));
  EXPECT_THAT(read(), ElementsAre("ping"));
  client_->tick(Clock::now() + seconds(60));
  EXPECT_THAT(read(), ElementsAre("close 4408"));
  EXPECT_TRUE(rooms_.list().empty());
}

TEST_F(ClientTest, LivesOnPongsAlone) {
  join();
  const auto before = Clock::now();
  while (Clock::now() == before) {
  }
  write(0x8A, "");
  client_->tick(before + seconds(60));
  EXPECT_THAT(read(), ElementsAre("ping"));
  EXPECT_EQ(rooms_.list().size(), 1U);
}

TEST_F(ClientTest, MayBeDestroyedOnceBothHaveSaidGoodbye) {
  join();
  client_->go_away();
  EXPECT_THAT(read(), ElementsAre("close 1001"));
  EXPECT_TRUE(rooms_.list().empty());
  EXPECT_FALSE(client_->dead(Clock::now()));
  EXPECT_TRUE(client_->dead(Clock::now() + Connection::close_timeout));
  write(0x88, "\x03\xe9");
  EXPECT_TRUE(client_->dead(Clock::now()));
}

TEST_F(ClientTest, WithAFullQueueGetsWholeFramesAndThenTheReason) {
  join();
  const std::string frame(50'000, 'x');
  int sent = 0;
  // Past what the socket takes there is room for 20 of them.
  for (; rooms_.list().size() == 1 && sent < 1'000; ++sent) {
    client_->send(frame);
    client_->settle();
  }
  EXPECT_LT(sent, 1'000);
  std::vector<std::string> seen;
  for (int i = 0; i < 100 && (seen.empty() || seen.back() == frame); ++i) {
    serve();
    const auto more = read();
    seen.insert(seen.end(), more.begin(), more.end());
  }
  EXPECT_EQ(seen.back(), "close 1013");
  EXPECT_LT(seen.size(), static_cast<std::size_t>(sent) - 10);
  for (std::size_t i = 0; i + 1 < seen.size(); ++i) EXPECT_EQ(seen[i], frame);
}

TEST_F(ClientTest, CannotMakeTheServerKeepPongsWithoutEnd) {
  limits_.max_message_rate = 0;
  reconnect();
  join();
  int sent = 0;
  for (; rooms_.list().size() == 1 && sent < 50'000; ++sent) write(0x89, std::string(125, 'x'));
  EXPECT_LT(sent, 50'000);
}

TEST_F(ClientTest, KeepsWhatWaitsInOrder) {
  join();
  std::vector<std::string> sent;
  std::vector<std::string> seen;
  // More than 1 MiB in all, never that much at once.
  for (int i = 0; i < 100; ++i) {
    for (int j = 0; j < 4; ++j)
      client_->send(sent.emplace_back(std::to_string(i) + "/" + std::to_string(j) + std::string(10'000, 'x')));
    client_->settle();
    if (i % 5 != 0) continue;
    serve();
    const auto more = read();
    seen.insert(seen.end(), more.begin(), more.end());
  }
  for (int i = 0; i < 100 && seen.size() < sent.size(); ++i) {
    serve();
    const auto more = read();
    seen.insert(seen.end(), more.begin(), more.end());
  }
  EXPECT_EQ(seen, sent);
}

TEST_F(ClientTest, MaySendABurstOfMessagesAndNoMore) {
  join();
  for (std::uint64_t i = 0; i + 1 < limits_.max_message_burst; ++i) write(0x81, R"({"type":"ping"})");
  EXPECT_THAT(read(), testing::Each(HasSubstr("pong")));
  // Faster than the limit lets new ones come.
  for (int i = 0; i < 1'000 && rooms_.list().size() == 1; ++i) {
    write(0x81, R"({"type":"ping"})");
    client_->settle();
  }
  const auto frames = read();
  ASSERT_GE(frames.size(), 2U);
  EXPECT_THAT(frames[frames.size() - 2], testing::AllOf(HasSubstr("rate-limited"), HasSubstr("\"retryAfter\":10")));
  EXPECT_EQ(frames.back(), "close 4429");
}

TEST_F(ClientTest, CountsEveryFrameForAFlood) {
  join();
  for (std::uint64_t i = 0; i < limits_.max_message_burst; ++i) write(0x8A, "");
  write(0x01, "");
  for (int i = 0; i < 1'000 && rooms_.list().size() == 1; ++i) {
    write(0x00, "");
    client_->settle();
  }
  EXPECT_EQ(read().back(), "close 4429");
}

TEST_F(ClientTest, HasTheQueueThatTheLimitsGive) {
  limits_.max_send_queue = 100'000;
  join();
  int sent = 0;
  for (; rooms_.list().size() == 1 && sent < 1'000; ++sent) {
    client_->send(std::string(10'000, 'x'));
    client_->settle();
  }
  EXPECT_LT(sent, 100) << "what the socket takes, and ten";
}

TEST_F(ClientTest, TakesMessagesAsLongAsTheLimitsSay) {
  limits_.max_frame_size = 100;
  write(0x81, R"({"type":"ping"})");
  EXPECT_THAT(read(), ElementsAre(HasSubstr("pong")));
  write(0x81, std::string(101, ' '));
  EXPECT_THAT(read(), ElementsAre("close 1009"));
}

class ResumeClientTest : public ClientTest {
 protected:
  ResumeClientTest() : ClientTest(seconds(15)) {}

  bool kept() {
    client_->settle();
    return !rooms_.list().empty();
  }
  /// A close frame as the peer sends it.
  void say_goodbye(unsigned code) { write(0x88, {static_cast<char>(code >> 8U), static_cast<char>(code)}); }
};

TEST_F(ResumeClientTest, IsKeptWhenTheConnectionBreaks) {
  join();
  shutdown(peer_, SHUT_RDWR);
  serve();
  EXPECT_TRUE(kept());
}

TEST_F(ResumeClientTest, IsKeptWhenItIsSilent) {
  join();
  client_->tick(Clock::now() + seconds(60));
  EXPECT_TRUE(kept());
}

TEST_F(ResumeClientTest, IsKeptWhenItReadsTooSlowly) {
  join();
  for (int i = 0; i < 1'000; ++i) {
    client_->send(std::string(50'000, 'x'));
    client_->settle();
  }
  std::vector<std::string> seen;
  for (int i = 0; i < 100 && (seen.empty() || seen.back() != "close 1013"); ++i) {
    serve();
    const auto more = read();
    seen.insert(seen.end(), more.begin(), more.end());
  }
  EXPECT_EQ(seen.back(), "close 1013");
  EXPECT_TRUE(kept());
}

TEST_F(ResumeClientTest, IsKeptWhenItClosesAndMeansToComeBack) {
  join();
  say_goodbye(4000);
  EXPECT_TRUE(kept());
}

TEST_F(ResumeClientTest, IsNotKeptWhenItSaysGoodbye) {
  for (const unsigned code : {1000U, 1001U}) {
    join();
    say_goodbye(code);
    EXPECT_FALSE(kept()) << code;
    reconnect();
  }
  join();
  write(0x88, "");
  EXPECT_FALSE(kept());
}

TEST_F(ResumeClientTest, IsNotKeptWhenItBreaksTheRules) {
  join();
  write(0x82, "binary");
  EXPECT_FALSE(kept());
  reconnect();
  join();
  for (int i = 0; i < Client::max_bad_messages; ++i) write(0x81, "no JSON");
  EXPECT_THAT(read(), testing::Contains("close 4400"));
  EXPECT_FALSE(kept());
}

TEST_F(ResumeClientTest, CountsMadeUpTokensLikeWrongPasswords) {
  // Until then they might be those of a server that has lost its key.
  shift_ = seconds(30);
  std::vector<std::string> answers;
  for (std::uint64_t i = 0; i < 2 * limits_.max_failed_passwords && (answers.empty() || answers.back() != "close 4429");
       ++i) {
    write(0x81, R"({"type":"join-room","room":"r","name":"n","resume":"guess"})");
    const auto more = read();
    answers.insert(answers.end(), more.begin(), more.end());
  }
  ASSERT_GT(answers.size(), limits_.max_failed_passwords);
  EXPECT_THAT(answers.front(), HasSubstr("resume-failed"));
  EXPECT_THAT(answers[answers.size() - 2], HasSubstr("rate-limited"));
  EXPECT_EQ(answers.back(), "close 4429");
}

TEST_F(ResumeClientTest, FindsWhatWasQueuedWhenItHungUp) {
  write(0x81, R"({"type":"join-room","room":"r","name":"n"})");
  const auto frames = read();
  const auto answer = std::get<protocol::RoomUsers>(protocol::parse_server_message(frames.at(0)));
  room::Inbox inbox;
  protocol::JoinRoom request;
  request.room = "r";
  const auto& other = rooms_.join(request, {"other"}, inbox);
  rooms_.relay(other, answer.self_id, R"({"one":1})", "offer");
  rooms_.relay(other, answer.self_id, R"({"two":2})", "offer");
  close(std::exchange(peer_, -1));
  serve();
  reconnect();
  write(0x81, R"({"type":"join-room","room":"r","name":"n","resume":")" + answer.resume + "\"}");
  EXPECT_THAT(read(), ElementsAre(HasSubstr("room-users"), HasSubstr("user-joined"), R"({"one":1})", R"({"two":2})"));
}

TEST_F(ResumeClientTest, HandsOnWhatIsQueuedWhenAnotherConnectionTakesItsPlace) {
  write(0x81, R"({"type":"join-room","room":"r","name":"n"})");
  const auto answer = std::get<protocol::RoomUsers>(protocol::parse_server_message(read().at(0)));
  room::Inbox other_inbox, again;
  protocol::JoinRoom request;
  request.room = "r";
  const auto& other = rooms_.join(request, {"other"}, other_inbox);
  rooms_.relay(other, answer.self_id, R"({"one":1})", "offer");
  request.resume = answer.resume;
  rooms_.resume(request, again);
  EXPECT_THAT(again.frames, ElementsAre(HasSubstr("room-users"), HasSubstr("user-joined"), R"({"one":1})"));
  EXPECT_THAT(read(), ElementsAre(HasSubstr("replaced"), "close 4409"));
}

TEST_F(ResumeClientTest, IsSentWhatIsQueuedBeforeTheServerGoes) {
  write(0x81, R"({"type":"join-room","room":"r","name":"n"})");
  const auto answer = std::get<protocol::RoomUsers>(protocol::parse_server_message(read().at(0)));
  room::Inbox inbox;
  protocol::JoinRoom request;
  request.room = "r";
  const auto& other = rooms_.join(request, {"other"}, inbox);
  rooms_.relay(other, answer.self_id, R"({"one":1})", "offer");
  client_->go_away();
  EXPECT_THAT(read(), ElementsAre(HasSubstr("user-joined"), R"({"one":1})", "close 1001"));
}

TEST_F(ResumeClientTest, MayJoinAnewWhenItCannotBeResumed) {
  write(0x81, R"({"type":"join-room","room":"r","name":"n","resume":"guess"})");
  EXPECT_THAT(read(), ElementsAre(HasSubstr("resume-failed")));
  join();
}

/// The room `r` has a password.
class GuardedClientTest : public ClientTest {
 protected:
  GuardedClientTest() : ClientTest(seconds(0), {.rooms_file = write_rooms()}) {}
  ~GuardedClientTest() override { std::remove(file().c_str()); }

  static std::string file() { return testing::TempDir() + "client-test-rooms-" + std::to_string(getpid()); }
  static std::string write_rooms() {
    std::ofstream(file()) << "[r]\npassword-hash=" << hash_password("milk") << "\n";
    return file();
  }
  static std::string masked(const std::string& text) {
    return std::string{'\x81', static_cast<char>(0x80 | text.size())} + std::string(4, '\0') + text;
  }
  void send(const std::string& frames) {
    ASSERT_EQ(::write(peer_, frames.data(), frames.size()), static_cast<ssize_t>(frames.size()));
  }
  static std::string join_with(const std::string& password) {
    return masked(R"({"type":"join-room","room":"r","name":"n","password":")" + password + "\"}");
  }
  std::vector<std::string> wait(std::size_t count) {
    std::vector<std::string> seen;
    EXPECT_TRUE(test::run_until([&] {
      const auto more = read();
      seen.insert(seen.end(), more.begin(), more.end());
      return seen.size() >= count;
    }));
    return seen;
  }
};

TEST_F(GuardedClientTest, IsReadNoFurtherWhileItsPasswordIsChecked) {
  send(join_with("milk") + masked(R"({"type":"media-state","audio":true,"video":true,"screen":false})") +
       masked(R"({"type":"kick","to":"x"})"));
  EXPECT_THAT(wait(2), ElementsAre(HasSubstr("room-users"), HasSubstr("forbidden")));
  send(masked(R"({"type":"leave-room"})"));
  EXPECT_THAT(wait(1), ElementsAre("close 1000"));
}

TEST_F(GuardedClientTest, IsSentAwayWithAWrongPassword) {
  send(join_with("Milk") + masked(R"({"type":"leave-room"})"));
  EXPECT_THAT(wait(2), ElementsAre(HasSubstr("unauthorized"), "close 4401"));
  EXPECT_TRUE(rooms_.list().empty());
}

TEST_F(GuardedClientTest, IsLostWhenItHangsUpMeanwhile) {
  send(join_with("milk"));
  g_main_context_iteration(nullptr, FALSE);
  close(std::exchange(peer_, -1));
  ASSERT_TRUE(test::run_until([&] {
    client_->settle();
    return client_->dead(Clock::now());
  }));
  EXPECT_TRUE(rooms_.list().empty());
}

TEST_F(GuardedClientTest, IsNotTooLateWhileItsPasswordIsChecked) {
  send(join_with("milk"));
  g_main_context_iteration(nullptr, FALSE);
  client_->tick(begin_ + seconds(11));
  EXPECT_THAT(wait(1), ElementsAre(HasSubstr("room-users")));
}

}  // namespace
}  // namespace vchat::server
