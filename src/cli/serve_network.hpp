// How `vchat serve` is reached, as options: addresses, TLS, proxies, web pages.
#pragma once

#include <CLI/CLI.hpp>

#include "server/gateway.hpp"

namespace vchat::cli {

struct NetworkOptions {
  server::GatewayConfig gateway{.listen = {"127.0.0.1:8080"}};
  std::string tls;                      // "self-signed" or nothing
  const CLI::Option* listen = nullptr;  // set by add_network_options()
};

/// `options` must live as long as `app`.
void add_network_options(CLI::App& app, NetworkOptions& options);

/// What the options together mean. With sockets that were `passed` by a service manager the server listens on those,
/// and besides only where --listen says so. @throws util::UsageError
[[nodiscard]] server::GatewayConfig gateway_config(const NetworkOptions& options,
                                                   std::vector<glib::RefPtr<GSocket>> passed);

/// Warns of addresses that can be reached from elsewhere in plain text.
void warn_of_plain_text(const std::vector<std::string>& urls, const NetworkOptions& options);

}  // namespace vchat::cli
