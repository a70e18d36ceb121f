// vchat token: lets its bearer into rooms.
#include <memory>

#include "cli/shared_options.hpp"
#include "cli/subcommands.hpp"
#include "glib/file.hpp"
#include "protocol/names.hpp"
#include "server/token_claims.hpp"
#include "server/token_key.hpp"
#include "ui/output.hpp"
#include "util/duration.hpp"

namespace vchat::cli {

namespace {

struct Options {
  std::string key_file;
  std::string room;
  std::string name;
  std::string audience = "vchat";
  std::string life = "1h";
  bool moderator = false;
};

/// A name of a room in which `*` may stand for any characters.
std::string checked_pattern(const std::string& text) {
  auto letters = text;
  for (auto& c : letters)
    if (c == '*') c = '-';
  if (!protocol::room_name(letters))
    throw util::UsageError("'" + text + "' is not the name of a room: 1 to 64 letters, digits, '.', '_', '-', and '*'");
  return text;
}

util::ExitCode print_token(const Options& options) {
  const auto life = std::chrono::duration_cast<std::chrono::seconds>(util::parse_duration(options.life));
  if (life.count() < 1) throw util::UsageError("a token that is to be of use is good for a second or more");
  const server::TokenSigner signer(glib::read_file(options.key_file), options.key_file);
  server::TokenGrant grant{checked_pattern(options.room),    std::nullopt, options.moderator, options.audience,
                           std::chrono::system_clock::now(), life};
  if (!options.name.empty()) {
    grant.name = protocol::user_name(options.name);
    if (!grant.name) throw util::UsageError("that cannot be shown as a name: it takes 1 to 64 characters");
  }
  ui::print_line(signer.sign(server::claims_json(grant)));
  return util::ExitCode::ok;
}

}  // namespace

void add_token(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("token", "Make a token (JWT) that lets its bearer into a room");
  const auto options = std::make_shared<Options>();
  command->add_option("--room", options->room, "The room, or a pattern: 'class-*', or '*' for all")
      ->required()
      ->type_name("ROOM");
  command
      ->add_option("--key-file", options->key_file,
                   "The server's secret, or a private key in PEM (RSA or P-256) to its public one")
      ->required()
      ->type_name("FILE");
  command->add_option("--name", options->name, "The name that the bearer goes by; free to choose if left out")
      ->type_name("NAME");
  command->add_option("--ttl", options->life, "How long it is good: 90s, 30m, 1h, 1h30m")
      ->type_name("TIME")
      ->capture_default_str();
  command->add_flag("--moderator", options->moderator, "The bearer may send others out and ask them to be quiet");
  command->add_option("--audience", options->audience, "As --token-audience of the server")
      ->type_name("WHO")
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return print_token(*options); }; });
}

}  // namespace vchat::cli
