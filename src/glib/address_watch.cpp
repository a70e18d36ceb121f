#define G_LOG_DOMAIN "vchat-glib"

#include "glib/address_watch.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <fstream>
#include <memory>
#include <utility>

#include <glib-unix.h>
#include <ifaddrs.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include "glib/owned.hpp"

namespace vchat::glib {

namespace {

constexpr unsigned running = IFF_UP | IFF_RUNNING;

std::unique_ptr<ifaddrs, FreeWith<freeifaddrs>> interfaces() {
  ifaddrs* raw = nullptr;
  if (getifaddrs(&raw) != 0) raw = nullptr;
  return std::unique_ptr<ifaddrs, FreeWith<freeifaddrs>>(raw);
}

bool has_link(const ifaddrs& one) {
  return one.ifa_addr && (one.ifa_flags & running) == running;
}

int open_socket() {
  const int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (descriptor >= 0 && bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
    return descriptor;
  g_info("changes of the network are not seen: %s", g_strerror(errno));
  if (descriptor >= 0) close(descriptor);
  return -1;
}

}  // namespace

Addresses own_addresses() {
  Addresses all;
  const auto list = interfaces();
  for (const auto* one = list.get(); one; one = one->ifa_next) {
    if (!has_link(*one)) continue;
    const auto family = one->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    const auto size = static_cast<socklen_t>(family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(one->ifa_addr, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) continue;
    const std::string address = text.data();
    all.insert(address.substr(0, address.find('%')));
  }
  return all;
}

bool addresses_settled() {
  std::set<std::string> names;
  const auto list = interfaces();
  for (const auto* one = list.get(); one; one = one->ifa_next)
    if (has_link(*one)) names.insert(one->ifa_name);
  std::ifstream table("/proc/net/if_inet6");
  return addresses_settled(table, names);
}

bool addresses_settled(std::istream& table, const std::set<std::string>& interfaces) {
  std::string address, index, prefix, scope, name;
  unsigned flags = 0;
  while (table >> address >> index >> prefix >> scope >> std::hex >> flags >> name) {
    const bool waits = (flags & IFA_F_TENTATIVE) != 0 && (flags & (IFA_F_OPTIMISTIC | IFA_F_DADFAILED)) == 0;
    if (waits && interfaces.contains(name)) return false;
  }
  return true;
}

AddressWatch::AddressWatch(const Executor& executor, std::function<void(const Addresses&, const Addresses&)> changed)
    : changed_(std::move(changed)), socket_(open_socket()) {
  known_ = own_addresses();
  if (socket_ < 0) return;
  auto source = adopt(g_unix_fd_source_new(socket_, G_IO_IN));
  g_source_set_callback(source.get(), G_SOURCE_FUNC(&AddressWatch::on_readable), this, nullptr);
  g_source_attach(source.get(), executor.context());
  source_ = ScopedSource(std::move(source));
}

AddressWatch::~AddressWatch() {
  source_.reset();
  if (socket_ >= 0) close(socket_);
}

gboolean AddressWatch::on_readable(int socket, GIOCondition, gpointer self) noexcept {
  // What has changed is seen better in the list of all: messages may have been lost (ENOBUFS).
  std::array<char, 8192> messages{};
  while (recv(socket, messages.data(), messages.size(), 0) > 0 || errno == ENOBUFS) {
  }
  try {
    static_cast<AddressWatch*>(self)->look();
  } catch (const std::exception& error) {
    g_critical("unexpected error at a change of the network: %s", error.what());
  }
  return G_SOURCE_CONTINUE;
}

void AddressWatch::look() {
  auto now = own_addresses();
  if (now == known_) return;
  const auto before = std::exchange(known_, now);
  changed_(before, now);
}

}  // namespace vchat::glib
