#include "cli/shared_options.hpp"

#include "glib/owned.hpp"

namespace vchat::cli {

namespace {

using UriPtr = std::unique_ptr<GUri, glib::FreeWith<g_uri_unref>>;

/// For CLI11: rewrites the value to scheme://host[:port]; an empty result means that it is right.
std::string check_server(std::string& text) {
  const UriPtr uri(g_uri_parse(text.c_str(), G_URI_FLAGS_NONE, nullptr));
  const std::string scheme = uri ? g_uri_get_scheme(uri.get()) : "";
  const bool web = scheme == "http" || scheme == "https";
  const char* host = web ? g_uri_get_host(uri.get()) : nullptr;
  const std::string path = uri ? g_uri_get_path(uri.get()) : "";
  if (!host || !*host || (!path.empty() && path != "/"))
    return "'" + text + "' is not the URL of a server; write for example " + default_server;
  if (path == "/") text.pop_back();
  return {};
}

}  // namespace

CLI::Option* add_server_option(CLI::App& app, std::string& server) {
  server = default_server;
  return app.add_option("--server", server, "The server's URL")
      ->type_name("URL")
      ->envname("VCHAT_SERVER")
      ->capture_default_str()
      ->transform(CLI::Validator(check_server, ""));
}

void add_tls_options(CLI::App& app, signaling::TlsTrust& trust) {
  app.add_option("--tls-ca", trust.ca_file, "Believe these authorities about the server, instead of the system's")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  const auto normalise = [](std::string& text) -> std::string {
    try {
      text = signaling::parse_fingerprint(text);
      return {};
    } catch (const util::UsageError& error) {
      return error.what();
    }
  };
  app.add_option("--tls-fingerprint", trust.fingerprint,
                 "Believe the certificate with this SHA-256 fingerprint to be the server's, and no other")
      ->type_name("SHA256")
      ->transform(CLI::Validator(normalise, ""));
}

CLI::Option* add_json_option(CLI::App& app, bool& json) {
  return app.add_flag("--json", json, "JSON Lines on standard output, for programs");
}

}  // namespace vchat::cli
