// A terminal that does not show what is typed.
#pragma once

#include <termios.h>

namespace vchat::ui {

/// While it lives, the terminal of standard input shows only the ends of the lines that are typed. Not for a terminal
/// in raw mode, which shows nothing by itself.
class HiddenInput {
 public:
  HiddenInput() noexcept;
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;
  ~HiddenInput();

 private:
  termios before_{};
};

}  // namespace vchat::ui
