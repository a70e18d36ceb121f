#include "ui/plain_console.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <unistd.h>

#include "ui/input_source.hpp"
#include "ui/output.hpp"

namespace vchat::ui {

PlainConsole::PlainConsole(ConsoleObserver observer)
    : observer_(std::move(observer)),
      splitter_([this](std::string line) { take(std::move(line)); }, observer_.on_problem) {
  input_ = on_input([this] { read_input(); });
}

void PlainConsole::read_input() {
  std::array<char, 4096> bytes{};
  // Standard input stays blocking, it may be shared with other processes; there is something to read now.
  const auto count = read(STDIN_FILENO, bytes.data(), bytes.size());
  if (count > 0) return splitter_.feed({bytes.data(), static_cast<std::size_t>(count)});
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  input_.reset();
  splitter_.finish();
  if (question_) take({});
}

void PlainConsole::take(std::string line) {
  if (!question_) return observer_.on_line(std::move(line));
  const auto on_answer = std::move(question_->on_answer);
  question_.reset();
  on_answer(std::move(line));
}

bool PlainConsole::can_ask() const noexcept {
  return isatty(STDIN_FILENO) != 0 && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

void PlainConsole::ask_secret(const std::string& question, std::function<void(std::string)> on_answer) {
  question_.emplace();
  question_->on_answer = std::move(on_answer);
  std::fprintf(stderr, "%s", question.c_str());
}

void PlainConsole::print(const std::string& lines) {
  print_line(lines);
}

void PlainConsole::note(const std::string& lines) {
  std::fprintf(stderr, "%s\n", lines.c_str());
}

}  // namespace vchat::ui
