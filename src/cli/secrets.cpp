#include "cli/secrets.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>

#include <glib.h>
#include <unistd.h>

#include "glib/file.hpp"
#include "ui/hidden_input.hpp"
#include "util/error.hpp"

namespace vchat::cli {

namespace {

volatile std::sig_atomic_t interrupted = 0;

/// The terminal shows again what is typed before the process ends.
void heed_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

std::string ask_hidden(const char* question) {
  const ui::HiddenInput hidden;
  std::fputs(question, stderr);
  std::string line;
  char c = '\0';
  while (interrupted == 0 && read(STDIN_FILENO, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

std::string ask_twice() {
  heed_signals();
  const auto password = ask_hidden("Password: ");
  const auto again = password.empty() ? "" : ask_hidden("Again: ");
  if (password.empty() || interrupted != 0) throw util::Error("no password was given");
  if (password != again) throw util::UsageError("these are two different passwords; try again");
  return password;
}

}  // namespace

std::string read_secret_file(const std::string& file) {
  auto secret = glib::read_file(file);
  if (secret.ends_with('\n')) secret.pop_back();
  if (secret.empty()) throw util::UsageError(file + " is empty");
  if (!g_utf8_validate(secret.data(), static_cast<gssize>(secret.size()), nullptr))
    throw util::UsageError(file + ": not a text in UTF-8");
  return secret;
}

std::string ask_new_password() {
  if (isatty(STDIN_FILENO) != 0) return ask_twice();
  std::string line;
  std::getline(std::cin, line);
  if (line.empty()) throw util::UsageError("a password is expected on standard input");
  return line;
}

}  // namespace vchat::cli
