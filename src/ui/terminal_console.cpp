#include "ui/terminal_console.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "ui/input_source.hpp"
#include "ui/log.hpp"
#include "ui/text.hpp"
#include "util/error.hpp"

namespace vchat::ui {

namespace {

constexpr std::string_view prompt = "> ";

void write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd ready{STDOUT_FILENO, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw util::Error(std::string("cannot write to the terminal: ") + std::strerror(errno));
    }
  }
}

/// Columns of text that may hold colours (SGR sequences).
std::size_t shown_width(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
      if (i == text.npos) break;
    } else {
      plain += text[i];
    }
  }
  return text_width(plain);
}

}  // namespace

TerminalConsole::TerminalConsole(ConsoleObserver observer)
    : observer_(std::move(observer)),
      editor_({.on_line = [this](std::string line) { observer_.on_line(std::move(line)); },
               .on_end = [this] { print("* Ctrl-D does not end the call; /leave or Ctrl-C does"); },
               .on_redraw =
                   [this] {
                     write_all("\x1b[H\x1b[2J");
                     shown_ = false;
                   }}),
      status_([](std::size_t) { return std::string(); }),
      terminal_([this] { resumed(); }, [this] { redraw(); }),
      alive_(std::make_shared<TerminalConsole*>(this)) {
  input_ = on_input([this] { read_input(); });
  if (isatty(STDERR_FILENO) != 0) {
    logs_here_ = true;
    set_log_sink([executor = glib::Executor(), weak = std::weak_ptr(alive_)](const std::string& line) {
      executor.post([weak, line] {
        if (const auto console = weak.lock()) (*console)->print(printable(line));
      });
    });
  }
  redraw();
}

TerminalConsole::~TerminalConsole() {
  if (logs_here_) set_log_sink({});
  try {
    if (RawTerminal::active()) write_all(erased());
  } catch (const util::Error&) {
    // The terminal is gone, and with it what was to be tidied up.
  }
}

void TerminalConsole::read_input() {
  if (!RawTerminal::active()) return input_.reset();
  std::array<char, 4096> bytes{};
  const auto count = read(STDIN_FILENO, bytes.data(), bytes.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) return input_.reset();
  const std::string_view typed(bytes.data(), static_cast<std::size_t>(count));
  if (!question_) {
    editor_.feed(typed);
    return redraw();
  }
  question_->editor.feed(typed);
  if (!question_->answer) return;
  const auto answered = std::exchange(question_, nullptr);
  redraw();
  answered->on_answer(std::move(*answered->answer));
}

void TerminalConsole::ask_secret(const std::string& question, std::function<void(std::string)> on_answer) {
  question_.reset(new Question{printable(question), std::move(on_answer), std::nullopt,
                               LineEditor({.on_line = [this](std::string line) { question_->answer = std::move(line); },
                                           .on_end = [this] { question_->answer.emplace(); },
                                           .on_redraw = [] {}})});
  redraw();
}

void TerminalConsole::resumed() {
  shown_ = false;
  if (!RawTerminal::active()) return;
  if (!input_.active()) input_ = on_input([this] { read_input(); });
  redraw();
}

std::string TerminalConsole::erased() {
  if (!shown_) return {};
  shown_ = false;
  // The window may have become narrower since they were drawn: then each takes several rows.
  const auto columns = RawTerminal::columns();
  const auto rows = std::max<std::size_t>(1, (status_width_ + columns - 1) / columns) + cursor_column_ / columns;
  return "\r\x1b[" + std::to_string(rows) + "A\x1b[J";
}

std::string TerminalConsole::drawn() {
  // Not into the last column: terminals differ in where the cursor is then.
  const auto columns = RawTerminal::columns() - 1;
  const auto status = status_(columns);
  auto line = question_ ? fitted(question_->text, columns) : std::string(prompt);
  cursor_column_ = text_width(line);
  if (!question_) {
    const auto view = editor_.view(std::max<std::size_t>(columns, prompt.size() + 2) - prompt.size());
    cursor_column_ += view.cursor;
    line += view.text;
  }
  status_width_ = shown_width(status);
  shown_ = true;
  return status + "\r\n" + line + "\r\x1b[" + std::to_string(cursor_column_) + "C";
}

void TerminalConsole::redraw() {
  if (!RawTerminal::active()) return;
  auto bytes = erased();
  bytes += drawn();
  write_all(bytes);
}

void TerminalConsole::print(const std::string& lines) {
  std::string rows;
  for (const char c : lines) {
    if (c == '\n') rows += '\r';
    rows += c;
  }
  rows += "\r\n";
  if (!RawTerminal::active()) return write_all(rows);
  auto bytes = erased();
  bytes += rows;
  bytes += drawn();
  write_all(bytes);
}

void TerminalConsole::set_status(std::function<std::string(std::size_t)> make) {
  status_ = std::move(make);
  redraw();
}

}  // namespace vchat::ui
