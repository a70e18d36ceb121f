// Lines from standard input and to standard output, for scripts, pipes and files.
#pragma once

#include <optional>

#include "glib/source.hpp"
#include "ui/console.hpp"
#include "ui/hidden_input.hpp"
#include "ui/line_splitter.hpp"

namespace vchat::ui {

class PlainConsole : public Console {
 public:
  explicit PlainConsole(ConsoleObserver observer);
  void print(const std::string& lines) override;
  void note(const std::string& lines) override;
  void set_status(std::function<std::string(std::size_t)>) override {}
  [[nodiscard]] bool can_ask() const noexcept override;
  void ask_secret(const std::string& question, std::function<void(std::string)> on_answer) override;
  [[nodiscard]] bool interactive() const noexcept override { return false; }

 private:
  struct Question {
    HiddenInput hidden;
    std::function<void(std::string)> on_answer;
  };

  void read_input();
  void take(std::string line);

  const ConsoleObserver observer_;
  std::optional<Question> question_;
  LineSplitter splitter_;
  glib::ScopedSource input_;
};

}  // namespace vchat::ui
