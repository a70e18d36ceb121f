// A person's terminal: what happens above, a status line, and the line being typed.
#pragma once

#include <optional>

#include "ui/console.hpp"
#include "ui/line_editor.hpp"
#include "ui/raw_terminal.hpp"

namespace vchat::ui {

/// Keeps two lines at the bottom of what it has written: the status, and the editor's line. Everything else is written
/// above them, by taking them away and drawing them again in one write.
class TerminalConsole : public Console {
 public:
  explicit TerminalConsole(ConsoleObserver observer);
  ~TerminalConsole() override;
  void print(const std::string& lines) override;
  void note(const std::string& lines) override { print(lines); }
  void set_status(std::function<std::string(std::size_t)> make) override;
  [[nodiscard]] bool can_ask() const noexcept override { return true; }
  void ask_secret(const std::string& question, std::function<void(std::string)> on_answer) override;
  [[nodiscard]] bool interactive() const noexcept override { return true; }

 private:
  /// Edits in an editor of its own, which remembers nothing.
  struct Question {
    std::string text;
    std::function<void(std::string)> on_answer;
    std::optional<std::string> answer;
    LineEditor editor;
  };

  void read_input();
  void resumed();
  /// What takes the two lines away and leaves the cursor where they began.
  [[nodiscard]] std::string erased();
  [[nodiscard]] std::string drawn();
  void redraw();

  ConsoleObserver observer_;
  LineEditor editor_;
  std::unique_ptr<Question> question_;
  std::function<std::string(std::size_t)> status_;
  bool shown_ = false;
  std::size_t status_width_ = 0;  // as drawn
  std::size_t cursor_column_ = 0;
  bool logs_here_ = false;
  RawTerminal terminal_;
  glib::ScopedSource input_;
  std::shared_ptr<TerminalConsole*> alive_;  // for lines that are logged on other threads
};

}  // namespace vchat::ui
