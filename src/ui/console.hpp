// Where a person or a script reads and writes lines.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace vchat::ui {

/// Called on the main context.
struct ConsoleObserver {
  std::function<void(std::string line)> on_line;        // UTF-8, without the newline, not empty
  std::function<void(std::string problem)> on_problem;  // what was read and cannot be used
};

/// Thread-bound to the main context.
class Console {
 public:
  virtual ~Console() = default;
  /// Results: to standard output, each line at once; never in the middle of what is being typed. Lines must be
  /// printable.
  /// @throws util::Error if nobody reads them any more.
  virtual void print(const std::string& lines) = 0;
  /// What is no result: on a terminal the same, else to standard error.
  virtual void note(const std::string& lines) = 0;
  /// The line under everything; shown on a terminal only. `make` is given the columns that there are.
  virtual void set_status(std::function<std::string(std::size_t columns)> make) = 0;
  /// True if a person can be asked for something: standard input is a terminal.
  [[nodiscard]] virtual bool can_ask() const noexcept = 0;
  /// Asks for a line that is not shown while it is typed, and kept nowhere. `on_answer` gets it in place of on_line();
  /// an empty one if they would not say (Ctrl-D). Only where can_ask().
  virtual void ask_secret(const std::string& question, std::function<void(std::string)> on_answer) = 0;
  /// True if a person sits at it: then colours may be used where NO_COLOR allows, and own lines are worth an echo.
  [[nodiscard]] virtual bool interactive() const noexcept = 0;
};

/// A line editor on a terminal if standard input and output are one and `plain` is false; else lines as they are. The
/// end of standard input ends nothing. While an interactive console lives, the terminal is in raw mode and what is
/// logged to it appears above the line being typed; it is put back when the console is destroyed and when a signal ends
/// the process.
[[nodiscard]] std::unique_ptr<Console> make_console(bool plain, ConsoleObserver observer);

/// Puts the terminal back at once, where no destructor will run. Async-signal-safe.
void restore_terminal() noexcept;

/// `text` in a colour (an SGR parameter such as "36"), or as it is where NO_COLOR is set.
[[nodiscard]] std::string coloured(const std::string& text, const char* colour);

}  // namespace vchat::ui
