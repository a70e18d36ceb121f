// How `vchat serve` is reached, as options: addresses, TLS, proxies, web pages.
#pragma once

#include <CLI/CLI.hpp>

#include "server/gateway.hpp"

namespace vchat::cli {

struct NetworkOptions {
  server::GatewayConfig gateway{.listen = {"127.0.0.1:8080"}};
  std::string tls;  // "self-signed" or nothing
};

/// `options` must live as long as `app`.
void add_network_options(CLI::App& app, NetworkOptions& options);

/// What the options together mean. @throws util::UsageError
[[nodiscard]] server::GatewayConfig gateway_config(const NetworkOptions& options);

/// Warns of addresses that can be reached from elsewhere in plain text.
void warn_of_plain_text(const std::vector<std::string>& urls, const NetworkOptions& options);

}  // namespace vchat::cli
