#define G_LOG_DOMAIN "vchat-cli"

#include "cli/serve_network.hpp"

#include "cli/shared_options.hpp"
#include "glib/ref_ptr.hpp"
#include "server/listener.hpp"
#include "server/origin.hpp"
#include "util/error.hpp"

namespace vchat::cli {

namespace {

bool reachable_from_elsewhere(const std::string& url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return false;
  const auto address = server::parse_address(url.substr(scheme.size()));
  return !g_inet_address_get_is_loopback(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address.get())));
}

}  // namespace

void add_network_options(CLI::App& app, NetworkOptions& options) {
  auto& gateway = options.gateway;
  options.listen =
      app.add_option("--listen", gateway.listen, "Where to listen; port 0 picks one; may be given several times")
          ->type_name("ADDRESS:PORT")
          ->capture_default_str()
          ->check(readable_by(&server::parse_address));
  app.add_option("--tls-cert", gateway.tls_certificate,
                 "Speak https and wss with this certificate and those that it was signed by; read anew when it changes")
      ->type_name("FILE");
  app.add_option("--tls-key", gateway.tls_key, "The key of --tls-cert, without a passphrase")->type_name("FILE");
  app.add_option("--tls", options.tls,
                 "self-signed: speak https and wss with a certificate that is made once and kept in --state-dir")
      ->type_name("KIND")
      ->check(CLI::IsMember({"self-signed"}));
  app.add_flag("--behind-proxy", gateway.behind_proxy,
               "A reverse proxy speaks TLS, and says in X-Forwarded-For who the client is");
  app.add_option("--trusted-proxy", gateway.trusted_proxies,
                 "The addresses of that proxy; loopback if left out; may be given several times")
      ->type_name("ADDRESS[/BITS]")
      ->check(readable_by(&server::parse_network));
  app.add_option("--allow-origin", gateway.allowed_origins,
                 "Pages of this origin may call, besides the server's own; may be given several times")
      ->type_name("ORIGIN")
      ->check(readable_by(&server::parse_origin));
}

server::GatewayConfig gateway_config(const NetworkOptions& options, std::vector<glib::RefPtr<GSocket>> passed) {
  auto config = options.gateway;
  if (!passed.empty() && options.listen->count() == 0) config.listen.clear();
  config.listening = std::move(passed);
  if (config.tls_certificate.empty() != config.tls_key.empty())
    throw util::UsageError("--tls-cert and --tls-key go together");
  if (!options.tls.empty() && !config.tls_certificate.empty())
    throw util::UsageError("--tls self-signed makes a certificate of its own: leave --tls-cert and --tls-key out");
  if (!options.tls.empty()) config.tls_certificate = options.tls;
  for (auto& origin : config.allowed_origins) origin = server::parse_origin(origin);
  return config;
}

void warn_of_plain_text(const std::vector<std::string>& urls, const NetworkOptions& options) {
  if (options.gateway.behind_proxy) return;
  for (const auto& url : urls) {
    if (!reachable_from_elsewhere(url)) continue;
    g_warning(
        "%s is open to others in plain text: whoever is on the way can read passwords and listen in, and browsers give "
        "no camera to such a page. Use --tls-cert and --tls-key, --tls self-signed, or --behind-proxy with a proxy "
        "that "
        "speaks TLS.",
        url.c_str());
  }
}

}  // namespace vchat::cli
