// What a service manager (systemd) hands over and wants to hear, through its plain protocols.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gio/gio.h>

#include "glib/ref_ptr.hpp"

namespace vchat::server {

/// Takes the sockets that were passed (sd_listen_fds(3): LISTEN_PID, LISTEN_FDS), once; later calls and child processes
/// find none. @throws util::Error for one that is no listening stream socket of the internet.
[[nodiscard]] std::vector<glib::RefPtr<GSocket>> take_passed_sockets();

/// Tells the service manager how it goes (sd_notify(3): NOTIFY_SOCKET); nothing happens without one. Thread-bound.
class ServiceManager {
 public:
  ServiceManager();
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;
  ~ServiceManager();

  void ready() const { notify("READY=1"); }
  /// Followed by ready().
  void reloading() const;
  void stopping() const { notify("STOPPING=1"); }
  void alive() const { notify("WATCHDOG=1"); }

  /// How often alive() is wanted (half of WATCHDOG_USEC); nothing if it is not.
  [[nodiscard]] static std::optional<std::chrono::milliseconds> watchdog_period();

 private:
  void notify(const std::string& state) const;

  int socket_ = -1;
  std::string address_;
};

}  // namespace vchat::server
