#include "ui/hidden_input.hpp"

#include <unistd.h>

namespace vchat::ui {

HiddenInput::HiddenInput() noexcept {
  tcgetattr(STDIN_FILENO, &before_);
  auto hidden = before_;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  hidden.c_lflag |= ECHONL;
  // What was typed before the question is no answer.
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

HiddenInput::~HiddenInput() {
  tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
}

}  // namespace vchat::ui
