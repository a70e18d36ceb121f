// The network addresses of this machine, and when they change.
#pragma once

#include <functional>
#include <istream>
#include <set>
#include <string>

#include "glib/executor.hpp"
#include "glib/source.hpp"

namespace vchat::glib {

/// Numeric addresses of all interfaces that are up and have a link; loopback's too.
using Addresses = std::set<std::string>;

/// What this machine has now. Thread-safe.
[[nodiscard]] Addresses own_addresses();

/// False while an interface that has a link looks whether its new IPv6 address is its alone, for a second or two after
/// it has come up (RFC 4862 section 5.4): no socket can be bound to it until then, and libnice 0.1.21, which wants one
/// on each address, finds no candidate at all. Thread-safe.
[[nodiscard]] bool addresses_settled();

/// `table` is like Linux's /proc/net/if_inet6; only the interfaces named count. Reentrant.
[[nodiscard]] bool addresses_settled(std::istream& table, const std::set<std::string>& interfaces);

/// Tells when this machine has got or lost an address: a cable pulled or plugged in, another Wi-Fi (rtnetlink(7)).
/// Where the kernel does not tell, it stays silent. Thread-bound to the executor's context.
class AddressWatch {
 public:
  /// `changed` gets the addresses of before and of now, which differ.
  AddressWatch(const Executor& executor, std::function<void(const Addresses& before, const Addresses& now)> changed);
  ~AddressWatch();
  AddressWatch(const AddressWatch&) = delete;
  AddressWatch& operator=(const AddressWatch&) = delete;

 private:
  static gboolean on_readable(int socket, GIOCondition condition, gpointer self) noexcept;
  void look();

  const std::function<void(const Addresses&, const Addresses&)> changed_;
  Addresses known_;
  int socket_;
  ScopedSource source_;
};

}  // namespace vchat::glib
