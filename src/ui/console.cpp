#include "ui/console.hpp"

#include <cstdlib>
#include <string_view>

#include <unistd.h>

#include "ui/plain_console.hpp"
#include "ui/terminal_console.hpp"

namespace vchat::ui {

std::unique_ptr<Console> make_console(bool plain, ConsoleObserver observer) {
  const char* term = std::getenv("TERM");
  const bool capable = term && std::string_view(term) != "dumb";
  if (plain || !capable || isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0)
    return std::make_unique<PlainConsole>(std::move(observer));
  return std::make_unique<TerminalConsole>(std::move(observer));
}

std::string coloured(const std::string& text, const char* colour) {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color && *no_color) return text;
  return std::string("\x1b[") + colour + "m" + text + "\x1b[0m";
}

}  // namespace vchat::ui
