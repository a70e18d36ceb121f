#include "server/service_manager.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "glib/error.hpp"
#include "util/error.hpp"

namespace vchat::server {

namespace {

constexpr int first_passed_fd = 3;  // SD_LISTEN_FDS_START

std::string take_environment(const char* name) {
  const char* value = std::getenv(name);
  const std::string text = value ? value : "";
  unsetenv(name);
  return text;
}

/// -1 if it is no number.
long long number(std::string_view text) {
  long long value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

glib::RefPtr<GSocket> passed_socket(int fd) {
  const auto what = "the socket that was passed as descriptor " + std::to_string(fd);
  int listening = 0;
  socklen_t size = sizeof listening;
  if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0)
    throw util::Error(what + " does not listen: a socket unit needs ListenStream=");
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  glib::GErrorPtr error;
  auto socket = glib::adopt(g_socket_new_from_fd(fd, glib::out(error)));
  glib::throw_if(error, "cannot use " + what);
  const auto family = g_socket_get_family(socket.get());
  if (family != G_SOCKET_FAMILY_IPV4 && family != G_SOCKET_FAMILY_IPV6)
    throw util::Error(what + " has no address of the internet: ListenStream= takes a port, or an address and a port");
  return socket;
}

}  // namespace

std::vector<glib::RefPtr<GSocket>> take_passed_sockets() {
  const auto pid = number(take_environment("LISTEN_PID"));
  const auto count = number(take_environment("LISTEN_FDS"));
  unsetenv("LISTEN_FDNAMES");
  std::vector<glib::RefPtr<GSocket>> sockets;
  if (pid != getpid()) return sockets;
  for (int fd = first_passed_fd; fd < first_passed_fd + count; ++fd) sockets.push_back(passed_socket(fd));
  return sockets;
}

ServiceManager::ServiceManager() : address_(take_environment("NOTIFY_SOCKET")) {
  if (address_.empty()) return;
  socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (address_.front() == '@') address_.front() = '\0';  // the abstract namespace: unix(7)
}

ServiceManager::~ServiceManager() {
  if (socket_ >= 0) close(socket_);
}

void ServiceManager::reloading() const {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const auto microseconds = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

std::optional<std::chrono::milliseconds> ServiceManager::watchdog_period() {
  const auto pid = take_environment("WATCHDOG_PID");
  const auto microseconds = number(take_environment("WATCHDOG_USEC"));
  if (microseconds <= 0 || (!pid.empty() && number(pid) != getpid())) return std::nullopt;
  return std::chrono::milliseconds(std::max(1LL, microseconds / 2'000));
}

void ServiceManager::notify(const std::string& state) const {
  if (socket_ < 0) return;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  if (address_.size() >= sizeof to.sun_path) return;
  std::memcpy(to.sun_path, address_.data(), address_.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  if (sendto(socket_, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to), size) < 0)
    g_warning("The service manager cannot be told: %s", std::strerror(errno));
}

}  // namespace vchat::server
