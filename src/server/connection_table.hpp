// The connections that are open: how many, of whom, and until when each has to get on.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "server/limits.hpp"
#include "server/remote_address.hpp"

namespace vchat::server {

/// Past max_connections and max_connections_per_address there is a small reserve, in which a client is told why it
/// cannot come in; past that a connection is closed unread. Entries are owned by their Tickets, which keep the table
/// alive. Thread-bound.
class ConnectionTable : public std::enable_shared_from_this<ConnectionTable> {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Entry {
    glib::RefPtr<GSocket> socket;
    glib::RefPtr<GSocketAddress> address;  // this object tells which connection a request came on
    RemoteAddress peer;
    std::string counted_as;  // a key; empty: not counted by address
    bool excess;             // above a limit: to be turned away
    bool timed;              // has a deadline
    Time deadline;
  };

  /// Removes the entry with its end.
  class Ticket {
   public:
    Ticket(std::shared_ptr<ConnectionTable> table, Entry& entry) : table_(std::move(table)), entry_(entry) {}
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() { table_->remove(entry_); }
    [[nodiscard]] Entry& entry() const noexcept { return entry_; }

   private:
    std::shared_ptr<ConnectionTable> table_;
    Entry& entry_;
  };

  [[nodiscard]] static std::shared_ptr<ConnectionTable> create(const Limits& limits);

  /// A connection has been accepted. Null if it has to be closed: then `full` says whether all together are too many
  /// (true), or those of the address (false). `counted` is false for a proxy, behind which there are many.
  [[nodiscard]] std::unique_ptr<Ticket> add(glib::RefPtr<GSocket> socket, bool counted, Time now, bool& full);

  /// Null if there is none.
  [[nodiscard]] Entry* find(GSocketAddress* address) const;

  /// Counts the connection as one of `client`, who is behind the proxy at its other end.
  void count_as(Entry& entry, const RemoteAddress& client);

  /// The next step has begun; it may take as long as Limits::request_timeout says.
  void begin_step(Entry& entry, Time now);
  /// From now on others watch over it.
  void end_steps(Entry& entry);
  /// Shuts those down whose step took too long; their number.
  std::size_t cut_late(Time now);

  [[nodiscard]] std::size_t size() const noexcept { return by_address_.size(); }

 private:
  using Entries = std::list<Entry>;

  explicit ConnectionTable(const Limits& limits) : limits_(limits) {}
  void remove(Entry& entry);
  void release(const std::string& key);
  [[nodiscard]] std::uint64_t count_of(const std::string& key) const;
  static void move(Entries& from, Entries& to, Entries::iterator entry);

  const Limits limits_;
  Entries timed_;  // in the order of their deadlines: all steps take equally long
  Entries others_;
  std::unordered_map<const GSocketAddress*, Entries::iterator> by_address_;
  std::unordered_map<std::string, std::uint64_t> counts_;
};

}  // namespace vchat::server
