#include "cli/serve_turn.hpp"

#include <fstream>
#include <iterator>

#include "protocol/ice_server_url.hpp"
#include "util/duration.hpp"
#include "util/error.hpp"

namespace vchat::cli {

namespace {

std::string check_url(const std::string& url) {
  try {
    const auto server = protocol::parse_ice_server_url(url);
    if (!url.starts_with("turn")) return "this is no TURN server; write turn:HOST:PORT, or use --ice-server";
    if (!server.username.empty()) return "user and password are made with the secret: write turn:HOST:PORT";
    return {};
  } catch (const util::UsageError& error) {
    return error.what();
  }
}

std::string check_lifetime(const std::string& text) {
  try {
    // What is meant as days or hours, not as seconds that are over before the call is up.
    return util::parse_duration(text) >= std::chrono::minutes(1) ? "" : "less than a minute is too short; write 12h";
  } catch (const util::UsageError& error) {
    return error.what();
  }
}

std::string read_secret(const std::string& path) {
  std::ifstream file(path);
  std::string secret(std::istreambuf_iterator<char>(file), {});
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  if (!file || secret.empty())
    throw util::Error("--turn-secret-file: " + path + (file ? " is empty" : " cannot be read") +
                          "; it holds what coturn has as static-auth-secret",
                      util::ExitCode::device);
  return secret;
}

}  // namespace

void add_turn_options(CLI::App& app, TurnOptions& options) {
  app.add_option("--turn", options.urls,
                 "A TURN server that takes passwords made with the secret: turn:HOST:PORT?transport=udp; may be given "
                 "several times")
      ->type_name("URL")
      ->check(CLI::Validator(check_url, ""));
  app.add_option("--turn-secret-file", options.secret_file, "A file with the secret: coturn's static-auth-secret")
      ->type_name("FILE");
  app.add_option("--turn-ttl", options.lifetime, "How long such a password is good, such as 12h")
      ->type_name("TIME")
      ->capture_default_str()
      ->check(CLI::Validator(check_lifetime, ""));
}

server::TurnConfig turn_config(const TurnOptions& options) {
  if (options.urls.empty() != options.secret_file.empty())
    throw util::UsageError("--turn and --turn-secret-file go together");
  server::TurnConfig config;
  if (options.urls.empty()) return config;
  for (const auto& url : options.urls) config.urls.push_back(protocol::parse_ice_server_url(url).urls.front());
  config.secret = read_secret(options.secret_file);
  config.lifetime = std::chrono::duration_cast<std::chrono::seconds>(util::parse_duration(options.lifetime));
  return config;
}

}  // namespace vchat::cli
