// Lines from standard input and to standard output, for scripts, pipes and files.
#pragma once

#include "glib/source.hpp"
#include "ui/console.hpp"
#include "ui/line_splitter.hpp"

namespace vchat::ui {

class PlainConsole : public Console {
 public:
  explicit PlainConsole(const ConsoleObserver& observer);
  void print(const std::string& lines) override;
  void note(const std::string& lines) override;
  void set_status(std::function<std::string(std::size_t)>) override {}
  [[nodiscard]] bool interactive() const noexcept override { return false; }

 private:
  void read_input();

  LineSplitter splitter_;
  glib::ScopedSource input_;
};

}  // namespace vchat::ui
