#include "server/connection_table.hpp"

#include <utility>

namespace vchat::server {

namespace {

/// How many more than `limit` are taken, to be turned away politely.
std::uint64_t reserve(std::uint64_t limit) {
  return 8 + limit / 16;
}

bool above(std::uint64_t count, std::uint64_t limit) {
  return limit != 0 && count > limit;
}

bool far_above(std::uint64_t count, std::uint64_t limit) {
  return limit != 0 && count > limit + reserve(limit);
}

glib::RefPtr<GSocketAddress> remote_end(const glib::RefPtr<GSocket>& socket) {
  auto address = glib::adopt(g_socket_get_remote_address(socket.get(), nullptr));
  // It has gone already. What matters is that the object is one of its own.
  return address ? address : glib::adopt(g_inet_socket_address_new_from_string("0.0.0.0", 0));
}

}  // namespace

std::shared_ptr<ConnectionTable> ConnectionTable::create(const Limits& limits) {
  return std::shared_ptr<ConnectionTable>(new ConnectionTable(limits));
}

std::unique_ptr<ConnectionTable::Ticket> ConnectionTable::add(glib::RefPtr<GSocket> socket, bool counted, Time now,
                                                              bool& full) {
  auto address = remote_end(socket);
  auto peer = remote_address(address);
  const auto of_all = size() + 1;
  const auto of_address = counted ? count_of(peer.key) + 1 : 0;
  full = far_above(of_all, limits_.max_connections);
  if (full || far_above(of_address, limits_.max_connections_per_address)) return nullptr;

  const bool excess = above(of_all, limits_.max_connections) || above(of_address, limits_.max_connections_per_address);
  auto key = counted ? peer.key : std::string();
  if (counted) ++counts_[key];
  const auto entry = others_.insert(
      others_.end(), {std::move(socket), std::move(address), std::move(peer), std::move(key), excess, false, Time{}});
  by_address_.emplace(entry->address.get(), entry);
  begin_step(*entry, now);
  return std::make_unique<Ticket>(shared_from_this(), *entry);
}

ConnectionTable::Entry* ConnectionTable::find(GSocketAddress* address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? nullptr : &*found->second;
}

void ConnectionTable::count_as(Entry& entry, const RemoteAddress& client) {
  release(std::exchange(entry.counted_as, client.key));
  if (above(++counts_[client.key], limits_.max_connections_per_address)) entry.excess = true;
}

void ConnectionTable::begin_step(Entry& entry, Time now) {
  if (limits_.request_timeout.count() == 0) return;
  entry.deadline = now + limits_.request_timeout;
  move(entry.timed ? timed_ : others_, timed_, by_address_.at(entry.address.get()));
  entry.timed = true;
}

void ConnectionTable::end_steps(Entry& entry) {
  if (std::exchange(entry.timed, false)) move(timed_, others_, by_address_.at(entry.address.get()));
}

std::size_t ConnectionTable::cut_late(Time now) {
  std::size_t cut = 0;
  for (; !timed_.empty() && timed_.front().deadline <= now; ++cut) {
    auto& late = timed_.front();
    end_steps(late);
    // Who reads from it or writes to it finds its end, and lets go of it.
    g_socket_shutdown(late.socket.get(), TRUE, TRUE, nullptr);
  }
  return cut;
}

void ConnectionTable::remove(Entry& entry) {
  release(entry.counted_as);
  const auto found = by_address_.find(entry.address.get());
  const auto place = found->second;
  by_address_.erase(found);
  (entry.timed ? timed_ : others_).erase(place);
}

void ConnectionTable::release(const std::string& key) {
  if (key.empty()) return;
  const auto found = counts_.find(key);
  if (--found->second == 0) counts_.erase(found);
}

std::uint64_t ConnectionTable::count_of(const std::string& key) const {
  const auto found = counts_.find(key);
  return found == counts_.end() ? 0 : found->second;
}

void ConnectionTable::move(Entries& from, Entries& to, Entries::iterator entry) {
  to.splice(to.end(), from, entry);
}

}  // namespace vchat::server
