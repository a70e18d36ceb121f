// The terminal of standard input in raw mode, and back in its own whatever happens.
#pragma once

#include <functional>

#include "glib/source.hpp"

namespace vchat::ui {

/// At most one at a time. Raw: keys come at once and without an echo; Ctrl-C, Ctrl-Z and Ctrl-\ stay signals. The
/// terminal is put back by the destructor, before Ctrl-Z stops the process, and before Ctrl-\ or a crash ends it (see
/// crash_report.hpp). Thread-bound to the main context.
class RawTerminal {
 public:
  /// Called on the main context: `on_resumed` when the process was continued, and what it had drawn is no longer at the
  /// bottom; `on_resized` when the window has another size.
  RawTerminal(std::function<void()> on_resumed, std::function<void()> on_resized);
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  /// False while it is not raw, since the shell has stopped us or put us into the background: then nothing is to be
  /// read, and what was drawn is no longer ours to change.
  [[nodiscard]] static bool active() noexcept;
  /// Of the terminal, at least 2.
  [[nodiscard]] static std::size_t columns() noexcept;

 private:
  void resumed();

  std::function<void()> on_resumed_;
  glib::ScopedSource wakeup_;
  glib::ScopedSource resize_;
};

}  // namespace vchat::ui
