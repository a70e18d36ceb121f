#include "ui/crash_report.hpp"

#include <array>
#include <csignal>
#include <string_view>

#include <execinfo.h>
#include <unistd.h>

#include "ui/console.hpp"

namespace vchat::ui {

namespace {

constexpr int most_frames = 64;
constexpr std::array crashes{SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE};
constexpr std::string_view head =
    "vchat: crashed. This is a bug in vchat or in a library that it uses; please report it with these lines:\n"
    "vchat " VCHAT_VERSION "\n";

void on_crash(int signal) {
  restore_terminal();
  [[maybe_unused]] const auto written = write(STDERR_FILENO, head.data(), head.size());
  std::array<void*, most_frames> stack{};
  backtrace_symbols_fd(stack.data(), backtrace(stack.data(), most_frames), STDERR_FILENO);
  raise(signal);  // the handler was reset to the default
}

bool is_free(int signal) {
  struct sigaction current {};
  return sigaction(signal, nullptr, &current) == 0 && current.sa_handler == SIG_DFL;
}

}  // namespace

void report_crashes() {
  // The first call loads a library, for which it is too late in a crash.
  void* here = nullptr;
  backtrace(&here, 1);
  struct sigaction action {};
  action.sa_handler = &on_crash;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : crashes)
    if (is_free(signal)) sigaction(signal, &action, nullptr);
}

}  // namespace vchat::ui
