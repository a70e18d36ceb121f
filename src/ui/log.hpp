// What is logged: GLib's structured logging, filtered by level, to standard error.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <glib.h>

namespace vchat::ui {

/// The level of `error`, `warning`, `info` or `debug`. @throws util::UsageError for another name.
[[nodiscard]] GLogLevelFlags parse_log_level(std::string_view name);

/// From now on everything up to `most` is written to standard error, one line each; with a priority in front if that is
/// systemd's journal. Thread-safe.
void set_log_level(GLogLevelFlags most);

/// Hands the lines to `sink` instead of standard error, an empty one ends that. Called on the thread that logs; must
/// not log and must not throw. Thread-safe.
void set_log_sink(std::function<void(const std::string& line)> sink);

}  // namespace vchat::ui
