#include "ui/raw_terminal.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

#include <glib-unix.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "ui/console.hpp"
#include "util/error.hpp"

namespace vchat::ui {

namespace {

// Signal handlers reach nothing but globals.
termios own_settings;
termios raw_settings;
std::atomic<bool> raw{false};
int wakeup_fd = -1;

void write_all(std::string_view bytes) noexcept {
  [[maybe_unused]] const auto written = write(STDOUT_FILENO, bytes.data(), bytes.size());
}

bool foreground() noexcept {
  return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

void make_raw() noexcept {
  tcsetattr(STDIN_FILENO, TCSADRAIN, &raw_settings);
  write_all("\x1b[?2004h");  // pasted text comes in brackets
  raw = true;
}

void leave_raw() noexcept {
  if (!raw.exchange(false)) return;
  write_all("\x1b[0m\x1b[?2004l");
  tcsetattr(STDIN_FILENO, TCSANOW, &own_settings);
}

void on_quit(int signal) {
  restore_terminal();
  raise(signal);  // the handler was reset to the default
}

void on_stop(int) {
  const int error = errno;
  restore_terminal();
  raise(SIGSTOP);
  errno = error;
}

void on_continue(int) {
  const int error = errno;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wakeup_fd, &one, sizeof one);
  errno = error;
}

void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

void set_handlers(bool on) {
  handle(SIGQUIT, on ? &on_quit : SIG_DFL, on ? SA_RESETHAND : 0);
  handle(SIGTSTP, on ? &on_stop : SIG_DFL, SA_RESTART);
  handle(SIGCONT, on ? &on_continue : SIG_DFL, SA_RESTART);
}

}  // namespace

void restore_terminal() noexcept {
  if (!raw) return;
  write_all("\r\n");  // below what was drawn
  leave_raw();
}

RawTerminal::RawTerminal(std::function<void()> on_resumed, std::function<void()> on_resized)
    : on_resumed_(std::move(on_resumed)) {
  if (tcgetattr(STDIN_FILENO, &own_settings) != 0) throw util::Error("the terminal cannot be set up");
  raw_settings = own_settings;
  raw_settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
  raw_settings.c_iflag &= ~static_cast<tcflag_t>(ICRNL | IXON);
  raw_settings.c_cc[VMIN] = 1;
  raw_settings.c_cc[VTIME] = 0;
  wakeup_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  const glib::Executor executor;
  auto source = glib::adopt(g_unix_fd_source_new(wakeup_fd, G_IO_IN));
  const auto wake = +[](gint fd, GIOCondition, gpointer data) noexcept -> gboolean {
    std::uint64_t count = 0;
    if (read(fd, &count, sizeof count) > 0) static_cast<RawTerminal*>(data)->resumed();
    return G_SOURCE_CONTINUE;
  };
  g_source_set_callback(source.get(), G_SOURCE_FUNC(wake), this, nullptr);
  g_source_attach(source.get(), executor.context());
  wakeup_ = glib::ScopedSource(std::move(source));
  resize_ = glib::on_unix_signal(executor, SIGWINCH, std::move(on_resized));
  set_handlers(true);
  if (foreground()) make_raw();
}

RawTerminal::~RawTerminal() {
  set_handlers(false);
  leave_raw();
  wakeup_.reset();
  close(std::exchange(wakeup_fd, -1));
}

void RawTerminal::resumed() {
  // Setting up a terminal from the background would stop us again.
  if (foreground() && !raw) make_raw();
  on_resumed_();
}

bool RawTerminal::active() noexcept {
  return raw && foreground();
}

std::size_t RawTerminal::columns() noexcept {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2) return 80;
  return size.ws_col;
}

}  // namespace vchat::ui
