// Options that several subcommands have.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "signaling/tls_trust.hpp"
#include "util/error.hpp"

namespace vchat::cli {

inline constexpr const char* default_server = "http://127.0.0.1:8080";

/// `--server URL` (VCHAT_SERVER): an http or https URL without a path, stored in `server` without a trailing slash.
CLI::Option* add_server_option(CLI::App& app, std::string& server);

/// `--tls-ca FILE` and `--tls-fingerprint SHA256`: whom to believe to be the server.
void add_tls_options(CLI::App& app, signaling::TlsTrust& trust);

/// `--json`.
CLI::Option* add_json_option(CLI::App& app, bool& json);

/// For CLI11: what `parse` throws is what is wrong with the value.
template <class Parse>
CLI::Validator readable_by(Parse parse) {
  return CLI::Validator(
      [parse](std::string& text) -> std::string {
        try {
          static_cast<void>(parse(text));
        } catch (const util::UsageError& error) {
          return error.what();
        }
        return {};
      },
      "");
}

}  // namespace vchat::cli
