#include "ui/log.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "util/error.hpp"

namespace vchat::ui {

namespace {

std::atomic<int> most_verbose{G_LOG_LEVEL_WARNING};
std::mutex sink_mutex;
std::function<void(const std::string&)> log_sink;

/// Whether the journal reads standard error (systemd.exec(5), JOURNAL_STREAM): then it takes a priority in front.
bool journal_reads_stderr() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat error {};
  return stream && fstat(STDERR_FILENO, &error) == 0 &&
         stream == std::to_string(error.st_dev) + ":" + std::to_string(error.st_ino);
}

/// As sd-daemon(3) has them.
std::string_view priority(GLogLevelFlags level) {
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0) return "<3>";
  if ((level & G_LOG_LEVEL_WARNING) != 0) return "<4>";
  return (level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO)) != 0 ? "<6>" : "<7>";
}

std::string_view level_name(GLogLevelFlags level) {
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0) return "error";
  if ((level & G_LOG_LEVEL_WARNING) != 0) return "warning";
  return (level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO)) != 0 ? "info" : "debug";
}

std::string_view field(const GLogField* fields, gsize count, std::string_view key) {
  for (gsize i = 0; i < count; ++i) {
    if (key != fields[i].key) continue;
    const auto* text = static_cast<const char*>(fields[i].value);
    return fields[i].length < 0 ? std::string_view(text) : std::string_view(text, static_cast<gsize>(fields[i].length));
  }
  return {};
}

GLogWriterOutput write_log(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer) noexcept {
  if (static_cast<int>(level & G_LOG_LEVEL_MASK) > most_verbose) return G_LOG_WRITER_HANDLED;
  try {
    std::string line(level_name(level));
    line += ": ";
    if (const auto domain = field(fields, count, "GLIB_DOMAIN"); !domain.empty()) line.append(domain).append(": ");
    line += field(fields, count, "MESSAGE");
    // What others sent must not look like a line of ours.
    std::replace_if(
        line.begin(), line.end(), [](char c) { return g_ascii_iscntrl(c); }, ' ');
    static const bool journal = journal_reads_stderr();
    const std::lock_guard lock(sink_mutex);
    if (log_sink) {
      log_sink(line);
    } else {
      if (journal) line.insert(0, priority(level));
      line += '\n';
      // One write a line, so that lines of several threads do not mix; nothing can be done if it fails.
      [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
    }
  } catch (const std::exception&) {
    return G_LOG_WRITER_UNHANDLED;
  }
  return G_LOG_WRITER_HANDLED;
}

}  // namespace

GLogLevelFlags parse_log_level(std::string_view name) {
  if (name == "error") return G_LOG_LEVEL_CRITICAL;
  if (name == "warning") return G_LOG_LEVEL_WARNING;
  if (name == "info") return G_LOG_LEVEL_INFO;
  if (name == "debug") return G_LOG_LEVEL_DEBUG;
  throw util::UsageError("'" + std::string(name) + "' is not a log level: error, warning, info or debug");
}

void set_log_level(GLogLevelFlags most) {
  most_verbose = most;
  static std::once_flag installed;
  std::call_once(installed, [] { g_log_set_writer_func(&write_log, nullptr, nullptr); });
}

void set_log_sink(std::function<void(const std::string&)> sink) {
  const std::lock_guard lock(sink_mutex);
  log_sink = std::move(sink);
}

}  // namespace vchat::ui
