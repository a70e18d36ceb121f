#include "server/connection_table.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace vchat::server {
namespace {

using std::chrono::seconds;
using Tickets = std::vector<std::unique_ptr<ConnectionTable::Ticket>>;

/// Connections that have no address of the internet: all count as one.
class ConnectionTableTest : public testing::Test {
 protected:
  glib::RefPtr<GSocket> connection() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw std::runtime_error("socketpair");
    others_.push_back(glib::adopt(g_socket_new_from_fd(ends[1], nullptr)));
    return glib::adopt(g_socket_new_from_fd(ends[0], nullptr));
  }
  /// As many as are taken of `count`.
  Tickets add(ConnectionTable& table, int count, bool counted = true) {
    Tickets tickets;
    for (int i = 0; i < count; ++i)
      if (auto ticket = table.add(connection(), counted, now_, full_)) tickets.push_back(std::move(ticket));
    return tickets;
  }
  static int in_excess(const Tickets& tickets) {
    int count = 0;
    for (const auto& ticket : tickets) count += ticket->entry().excess ? 1 : 0;
    return count;
  }

  std::vector<glib::RefPtr<GSocket>> others_;
  const ConnectionTable::Time now_ = std::chrono::steady_clock::now();
  bool full_ = false;
};

TEST_F(ConnectionTableTest, TakesAFewMoreThanTheLimitToTurnThemAway) {
  const auto table = ConnectionTable::create({.max_connections = 16, .max_connections_per_address = 0});
  const auto tickets = add(*table, 100);
  EXPECT_EQ(tickets.size(), 16U + 9U);
  EXPECT_EQ(in_excess(tickets), 9);
  EXPECT_TRUE(full_);
  EXPECT_EQ(table->size(), tickets.size());
}

TEST_F(ConnectionTableTest, CountsAddressesApartFromAll) {
  const auto table = ConnectionTable::create({.max_connections = 0, .max_connections_per_address = 16});
  auto tickets = add(*table, 100);
  EXPECT_EQ(tickets.size(), 16U + 9U);
  EXPECT_FALSE(full_);
  EXPECT_EQ(add(*table, 50, false).size(), 50U) << "a proxy is not counted by its address";
  tickets.clear();
  EXPECT_EQ(in_excess(add(*table, 16)), 0) << "who has gone does not count";
}

TEST_F(ConnectionTableTest, CountsAClientBehindAProxyAsItself) {
  const auto table = ConnectionTable::create({.max_connections = 0, .max_connections_per_address = 2});
  const auto tickets = add(*table, 4, false);
  const RemoteAddress ada{"192.0.2.1", "192.0.2.1"};
  const RemoteAddress bob{"192.0.2.2", "192.0.2.2"};
  for (int i = 0; i < 3; ++i) table->count_as(tickets[i]->entry(), ada);
  table->count_as(tickets[3]->entry(), bob);
  EXPECT_EQ(in_excess(tickets), 1);
  EXPECT_TRUE(tickets[2]->entry().excess);
}

TEST_F(ConnectionTableTest, ShutsDownWhoseStepTakesTooLong) {
  const auto table = ConnectionTable::create({.request_timeout = seconds(10)});
  const auto tickets = add(*table, 3);
  table->begin_step(tickets[0]->entry(), now_ + seconds(5));
  table->end_steps(tickets[1]->entry());
  EXPECT_EQ(table->cut_late(now_ + seconds(9)), 0U);
  EXPECT_EQ(table->cut_late(now_ + seconds(10)), 1U) << "the third";
  EXPECT_EQ(table->cut_late(now_ + seconds(14)), 0U) << "once";
  EXPECT_EQ(table->cut_late(now_ + seconds(15)), 1U) << "the first";
  EXPECT_EQ(table->cut_late(now_ + seconds(100)), 0U);
  char byte = 0;
  const auto got = [&](int i) {
    return g_socket_receive_with_blocking(others_[i].get(), &byte, 1, FALSE, nullptr, nullptr);
  };
  EXPECT_EQ(got(0), 0);
  EXPECT_EQ(got(1), -1) << "still open";
  EXPECT_EQ(got(2), 0);
}

TEST_F(ConnectionTableTest, FindsAConnectionByItsAddressObject) {
  const auto table = ConnectionTable::create({});
  auto tickets = add(*table, 2);
  auto* address = tickets[0]->entry().address.get();
  EXPECT_EQ(table->find(address), &tickets[0]->entry());
  const auto kept = glib::share(address);
  tickets.clear();
  EXPECT_EQ(table->find(address), nullptr);
}

}  // namespace
}  // namespace vchat::server
