#include "ui/plain_console.hpp"

#include <array>
#include <cerrno>
#include <cstdio>

#include <unistd.h>

#include "ui/input_source.hpp"
#include "ui/output.hpp"

namespace vchat::ui {

PlainConsole::PlainConsole(const ConsoleObserver& observer) : splitter_(observer.on_line, observer.on_problem) {
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
}

void PlainConsole::print(const std::string& lines) {
  print_line(lines);
}

void PlainConsole::note(const std::string& lines) {
  std::fprintf(stderr, "%s\n", lines.c_str());
}

}  // namespace vchat::ui
