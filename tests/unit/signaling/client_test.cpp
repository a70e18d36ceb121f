#include "signaling/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_server.hpp"

namespace vchat::signaling {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;

/// A client that joins as soon as it can and writes down what it is told.
struct Participant {
  explicit Participant(const std::string& url, ClientTimings timings = quick(), bool in_call = false)
      : client(Client::create(url, {},
                              {.on_open =
                                   [this] {
                                     ++opened;
                                     client->send(protocol::JoinRoom{.room = "r", .name = "n"});
                                   },
                               .on_message = [this](const auto& message) { messages.push_back(message); },
                               .on_lost = [this] { ++lost; },
                               .in_call = [in_call] { return in_call; },
                               .on_failed =
                                   [this](std::string why, const util::Error& with) {
                                     code = std::move(why);
                                     error = with;
                                   }},
                              timings)) {
    client->connect();
  }

  static ClientTimings quick() {
    return {.connect = 2'000ms,
            .ping = 1s,
            .silence = 4'000ms,
            .first_wait = 20ms,
            .longest_wait = 100ms,
            .spread = 50ms,
            .give_up = 1'000ms,
            .leave = 300ms};
  }
  bool joins() {
    return until([this] { return !messages.empty(); });
  }
  bool fails() {
    return until([this] { return error.has_value(); });
  }

  int opened = 0;
  int lost = 0;
  std::vector<protocol::ServerMessage> messages;
  std::string code;
  std::optional<util::Error> error;
  std::shared_ptr<Client> client;
};

TEST(Client, JoinsAndHandsMessagesOn) {
  TestServer server;
  Participant participant(server.url());
  ASSERT_TRUE(participant.joins());
  server.send(R"({"type":"user-disconnected","id":"x","reason":"lost"})");
  ASSERT_TRUE(until([&] { return participant.messages.size() == 2; }));
  EXPECT_EQ(std::get<protocol::UserDisconnected>(participant.messages[1]).id, "x");
}

TEST(Client, IgnoresMessagesThatItCannotRead) {
  TestServer server;
  Participant participant(server.url());
  ASSERT_TRUE(participant.joins());
  for (const char* bad : {"nonsense", "[]", R"({"type":"offer"})", R"({"type":"of a newer server"})"}) server.send(bad);
  server.send(R"({"type":"user-disconnected","id":"x","reason":"left"})");
  ASSERT_TRUE(until([&] { return participant.messages.size() == 2; }));
  EXPECT_EQ(participant.lost, 0);
}

TEST(Client, NamesTheUrlWhenNobodyListens) {
  std::string url;
  {
    TestServer server;
    url = server.url();
  }
  Participant participant(url);
  ASSERT_TRUE(participant.fails());
  EXPECT_EQ(participant.error->exit_code(), util::ExitCode::unreachable);
  EXPECT_THAT(participant.error->what(), HasSubstr(url));
  EXPECT_THAT(participant.error->what(), HasSubstr("vchat serve"));
}

TEST(Client, NamesTheHostThatDoesNotExist) {
  Participant participant("http://vchat.invalid:8080");
  ASSERT_TRUE(participant.fails());
  EXPECT_EQ(participant.error->exit_code(), util::ExitCode::unreachable);
  EXPECT_THAT(participant.error->what(), HasSubstr("http://vchat.invalid:8080"));
}

TEST(Client, GivesUpOnAServerThatAcceptsAndSaysNothing) {
  // The backlog of a listening socket accepts for it.
  const auto address = glib::adopt(g_inet_socket_address_new_from_string("127.0.0.1", 0));
  const auto socket =
      glib::adopt(g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, nullptr));
  ASSERT_TRUE(g_socket_bind(socket.get(), address.get(), TRUE, nullptr) && g_socket_listen(socket.get(), nullptr));
  const auto bound = glib::adopt(g_socket_get_local_address(socket.get(), nullptr));
  const auto port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound.get()));
  auto timings = Participant::quick();
  timings.connect = 100ms;
  Participant participant("http://127.0.0.1:" + std::to_string(port), timings);
  ASSERT_TRUE(participant.fails());
  EXPECT_EQ(participant.error->exit_code(), util::ExitCode::unreachable);
  EXPECT_THAT(participant.error->what(), HasSubstr("did not answer in time"));
}

TEST(Client, ARefusalIsFinalAndSaysWhatTheServerSaid) {
  TestServer server;
  server.answers_join = false;
  Participant participant(server.url());
  ASSERT_TRUE(until([&] { return !server.received.empty(); }));
  server.send(R"({"type":"error","code":"unauthorized","message":"the password is wrong"})");
  server.close(4401);
  ASSERT_TRUE(participant.fails());
  EXPECT_EQ(participant.error->exit_code(), util::ExitCode::refused);
  EXPECT_THAT(participant.error->what(), HasSubstr("the password is wrong"));
  EXPECT_EQ(participant.code, "unauthorized");
}

TEST(Client, IsNotKeptWaitingByAServerThatClosesBeforeTheRoom) {
  TestServer server;
  server.answers_join = false;
  Participant participant(server.url());
  ASSERT_TRUE(until([&] { return !server.received.empty(); }));
  server.close(1001);
  ASSERT_TRUE(participant.fails());
  EXPECT_EQ(participant.error->exit_code(), util::ExitCode::unreachable);
}

TEST(Client, ComesBackAfterALoss) {
  TestServer server;
  Participant participant(server.url());
  ASSERT_TRUE(participant.joins());
  server.cut();
  ASSERT_TRUE(until([&] { return participant.messages.size() == 2; }));
  EXPECT_EQ(participant.lost, 1);
  server.close(1001);
  ASSERT_TRUE(until([&] { return participant.messages.size() == 3; }));
  EXPECT_EQ(participant.lost, 2);
  EXPECT_EQ(participant.opened, 3);
}

TEST(Client, ComesBackToAServerThatWasAwayForAWhile) {
  auto server = std::make_unique<TestServer>();
  const auto port = server->port();
  auto timings = Participant::quick();
  timings.give_up = 15'000ms;
  Participant participant(server->url(), timings);
  ASSERT_TRUE(participant.joins());
  server->cut();
  server.reset();
  ASSERT_TRUE(until([&] { return participant.lost == 1; }));
  server = std::make_unique<TestServer>(port);
  ASSERT_TRUE(until([&] { return participant.messages.size() == 2; }));
  EXPECT_EQ(participant.lost, 1);
}

TEST(Client, GivesUpOnAServerThatStaysAway) {
  auto server = std::make_unique<TestServer>();
  Participant participant(server->url());
  ASSERT_TRUE(participant.joins());
  server->cut();
  server.reset();
  ASSERT_TRUE(participant.fails());
  EXPECT_EQ(participant.lost, 1);
  EXPECT_EQ(participant.error->exit_code(), util::ExitCode::unreachable);
  EXPECT_THAT(participant.error->what(), HasSubstr("did not come back"));
}

TEST(Client, KeepsTryingAsLongAsACallGoesOn) {
  auto server = std::make_unique<TestServer>();
  const auto port = server->port();
  auto timings = Participant::quick();
  timings.give_up = 50ms;
  Participant participant(server->url(), timings, true);
  ASSERT_TRUE(participant.joins());
  server->cut();
  server.reset();
  bool passed = false;
  const auto timer = glib::after(glib::Executor(), 500ms, [&] { passed = true; });
  ASSERT_TRUE(until([&] { return passed; }));
  EXPECT_FALSE(participant.error);
  server = std::make_unique<TestServer>(port);
  ASSERT_TRUE(until([&] { return participant.messages.size() == 2; }));
}

TEST(Client, SendsWhatWaitedInOrderOnceItIsBackInTheRoom) {
  TestServer server;
  Participant participant(server.url());
  ASSERT_TRUE(participant.joins());
  EXPECT_TRUE(participant.client->in_room());
  server.answers_join = false;
  server.cut();
  ASSERT_TRUE(until([&] { return participant.lost == 1; }));
  EXPECT_FALSE(participant.client->in_room());
  participant.client->send(protocol::Answer{"a", "s1", "one"});
  ASSERT_TRUE(until([&] { return server.received.size() == 2; }));
  participant.client->send(protocol::Answer{"a", "s2", "two"});
  EXPECT_THAT(server.received.back(), HasSubstr("join-room"));
  server.send(protocol::serialize(
      protocol::ServerMessage(protocol::RoomUsers{.room = "r", .self_id = "me", .self_name = "n"})));
  ASSERT_TRUE(until([&] { return server.received.size() == 4; }));
  EXPECT_THAT(server.received[2], HasSubstr("one"));
  EXPECT_THAT(server.received[3], HasSubstr("two"));
}

TEST(Client, ThrowsAwayWhatWaitedWhenItIsSomeoneElse) {
  TestServer server;
  Participant participant(server.url());
  ASSERT_TRUE(participant.joins());
  server.cut();
  ASSERT_TRUE(until([&] { return participant.lost == 1; }));
  server.self_id = "another";
  participant.client->send(protocol::Answer{"a", "s1", "stale"});
  ASSERT_TRUE(until([&] { return participant.messages.size() == 2; }));
  participant.client->send(protocol::Answer{"a", "s2", "new"});
  ASSERT_TRUE(until([&] { return server.received.size() == 3; }));
  EXPECT_THAT(server.received.back(), HasSubstr("new"));
}

TEST(Client, KeepsTheNewestOfManyMessages) {
  TestServer server;
  Participant participant(server.url());
  ASSERT_TRUE(participant.joins());
  server.cut();
  ASSERT_TRUE(until([&] { return participant.lost == 1; }));
  for (int i = 0; i < 300; ++i) participant.client->send(protocol::Answer{"a", "s" + std::to_string(i), "sdp"});
  ASSERT_TRUE(until([&] { return server.received.size() == 2 + 256; }));
  EXPECT_THAT(server.received[2], HasSubstr("\"s44\""));
  EXPECT_THAT(server.received.back(), HasSubstr("\"s299\""));
}

TEST(Client, NoticesAServerThatIsSilent) {
  TestServer server;
  auto timings = Participant::quick();
  // Longer than the silence: no pong comes, as from a server whose machine has died.
  timings.ping = 30s;
  timings.silence = 100ms;
  Participant participant(server.url(), timings);
  ASSERT_TRUE(participant.joins());
  EXPECT_TRUE(until([&] { return participant.lost == 1; }));
}

TEST(Client, PongsKeepAQuietConnectionAlive) {
  TestServer server;
  auto timings = Participant::quick();
  timings.silence = 3'000ms;
  Participant participant(server.url(), timings);
  ASSERT_TRUE(participant.joins());
  bool waited = false;
  const auto timer = glib::after(glib::Executor(), 4'500ms, [&] { waited = true; });
  ASSERT_TRUE(until([&] { return waited; }));
  EXPECT_EQ(participant.lost, 0);
  EXPECT_EQ(server.connections(), 1U);
}

TEST(Client, LeavesCleanly) {
  TestServer server;
  Participant participant(server.url());
  ASSERT_TRUE(participant.joins());
  bool left = false;
  participant.client->leave([&] { left = true; });
  EXPECT_FALSE(left);
  ASSERT_TRUE(until([&] { return left; }));
  EXPECT_THAT(server.received.back(), HasSubstr("leave-room"));
  EXPECT_EQ(participant.lost, 0);
  EXPECT_FALSE(participant.error);
}

TEST(Client, LeavesWithoutAConnectionToo) {
  Participant participant("http://127.0.0.1:1");
  bool left = false;
  participant.client->leave([&] { left = true; });
  EXPECT_TRUE(until([&] { return left; }));
  EXPECT_FALSE(participant.error);
}

TEST(Client, CanBeDroppedAtAnyTime) {
  TestServer server;
  { Participant participant(server.url()); }
  {
    Participant participant(server.url());
    ASSERT_TRUE(participant.joins());
  }
  Participant last(server.url());
  EXPECT_TRUE(last.joins());
}

}  // namespace
}  // namespace vchat::signaling
