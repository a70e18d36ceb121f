// vchat hash-password: what stands in a rooms file for a password.
#include "cli/secrets.hpp"
#include "cli/subcommands.hpp"
#include "server/password_hash.hpp"
#include "ui/output.hpp"

namespace vchat::cli {

namespace {

util::ExitCode print_hash() {
  ui::print_line(server::hash_password(ask_new_password()));
  return util::ExitCode::ok;
}

}  // namespace

void add_hash_password(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("hash-password", "Make the hash of a password, for the rooms file of a server");
  command->footer("The password is asked for on the terminal, or read from standard input.");
  command->callback([&action] { action = &print_hash; });
}

}  // namespace vchat::cli
