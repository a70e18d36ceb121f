#include "server/metrics_text.hpp"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace vchat::server {

namespace {

/// Writes one family after the other.
class Text {
 public:
  void counter(const char* name, const char* help, std::uint64_t value) { single(name, help, "counter", value); }
  void gauge(const char* name, const char* help, std::uint64_t value) { single(name, help, "gauge", value); }

  /// Seconds with three decimals.
  void seconds(const char* name, const char* help, const char* type, std::chrono::duration<double> value) {
    head(name, help, type);
    char number[32];
    std::snprintf(number, sizeof number, "%.3f", value.count());
    text_ += std::string(name) + " " + number + "\n";
  }

  void counters(const char* name, const char* help, const char* label, const LabelledCounter& counter) {
    head(name, help, "counter");
    for (const auto& [value, count] : counter.values())
      text_ += std::string(name) + "{" + label + "=\"" + value + "\"} " + std::to_string(count) + "\n";
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void head(const char* name, const char* help, const char* type) {
    text_ += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
  }
  void single(const char* name, const char* help, const char* type, std::uint64_t value) {
    head(name, help, type);
    text_ += std::string(name) + " " + std::to_string(value) + "\n";
  }

  std::string text_;
};

std::uint64_t resident_bytes() {
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  // The iterator itself has one open.
  return error ? 0 : static_cast<std::uint64_t>(std::distance(begin(files), end(files))) - 1;
}

std::chrono::duration<double> cpu_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

std::uint64_t most_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

/// Under the names that Prometheus's own client libraries use.
void add_process(Text& text, std::chrono::system_clock::time_point started) {
  text.seconds("process_cpu_seconds_total", "User and system CPU time spent.", "counter", cpu_time());
  text.gauge("process_resident_memory_bytes", "Resident memory size.", resident_bytes());
  text.gauge("process_open_fds", "Open file descriptors.", open_files());
  text.gauge("process_max_fds", "Most file descriptors that may be open.", most_files());
  text.seconds("process_start_time_seconds", "When the server began, since the epoch.", "gauge",
               started.time_since_epoch());
}

}  // namespace

std::string metrics_text(const Metrics& metrics, const Gauges& gauges, std::chrono::system_clock::time_point started) {
  Text text;
  text.gauge("vchat_connections", "Connections that are open, HTTP and WebSocket.", gauges.connections);
  text.gauge("vchat_websockets", "WebSockets that are open.", gauges.websockets);
  text.gauge("vchat_rooms", "Rooms that somebody is in.", gauges.rooms);
  text.gauge("vchat_users", "People in all rooms.", gauges.users);
  text.counter("vchat_connections_total", "Connections that were accepted.", metrics.connections);
  text.counter("vchat_websockets_total", "Connections that became WebSockets.", metrics.websockets);
  text.counter("vchat_http_requests_total", "HTTP requests, upgrades included.", metrics.requests);
  text.counter("vchat_joins_total", "People who entered a room.", metrics.joins);
  text.counter("vchat_leaves_total", "People who left a room, for whatever reason.", metrics.leaves);
  text.counter("vchat_resumes_total", "Lost connections that came back.", metrics.resumes);
  text.counter("vchat_queue_drops_total", "Clients dropped because they read too slowly.", metrics.queue_drops);
  text.counter("vchat_password_checks_total", "Passwords that were hashed.", metrics.password_checks);
  text.counters("vchat_messages_total", "Messages of clients by type.", "type", metrics.messages);
  text.counters("vchat_refusals_total", "What was refused, by reason.", "reason", metrics.refusals);
  text.seconds("vchat_uptime_seconds", "Since the server began.", "gauge", std::chrono::system_clock::now() - started);
  add_process(text, started);
  return text.take();
}

}  // namespace vchat::server
