// The way in: from a TCP connection to an HTTP request or a WebSocket.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <libsoup/soup.h>

#include "glib/executor.hpp"
#include "server/acceptor.hpp"
#include "server/connection_table.hpp"
#include "server/metrics.hpp"
#include "server/tls_files.hpp"
#include "server/trusted_proxies.hpp"

namespace vchat::server {

struct GatewayConfig {
  std::vector<std::string> listen;               // as parse_address() reads them
  std::vector<glib::RefPtr<GSocket>> listening;  // sockets that listen already, from systemd
  std::string tls_certificate;                   // PEM file, or "self-signed": one is made and kept; empty: plain text
  std::string tls_key;                           // PEM file
  bool behind_proxy = false;                     // a proxy speaks TLS for us, and says who the client is
  std::vector<std::string> trusted_proxies{"127.0.0.0/8", "::1"};
  std::vector<std::string> allowed_origins;  // as parse_origin() gives them, besides the server's own
};

/// A connection that became a WebSocket.
struct Upgraded {
  glib::RefPtr<GIOStream> stream;
  glib::RefPtr<GSocket> socket;  // below `stream`
  RemoteAddress remote;
  bool excess;  // one too many: to be told so and closed
};

/// Bounds what strangers can cost before they are known: how many connections there are, how long handshakes and
/// requests take, which pages may call. Thread-bound to the context that it is made in.
class Gateway {
 public:
  /// Both may throw.
  struct Handlers {
    std::function<void(SoupServerMessage*, const std::string& path)> request;  // any but /ws
    std::function<void(Upgraded)> websocket;
  };

  /// `state_dir` holds the self-signed certificate. Outlived by `metrics`. @throws util::UsageError, util::Error
  Gateway(const glib::Executor& executor, const GatewayConfig& config, const std::string& state_dir,
          const Limits& limits, Metrics& metrics, Handlers handlers);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway();

  /// One for each socket, first those of `listen`, with the ports that were picked.
  [[nodiscard]] const std::vector<std::string>& urls() const noexcept { return urls_; }
  /// SHA-256 of the certificate now in use; empty without TLS.
  [[nodiscard]] std::string fingerprint() const;
  [[nodiscard]] std::size_t open_connections() const noexcept { return connections_->size(); }

  /// Reads the certificate anew.
  void reload();
  /// Looks at deadlines and files; call about once a second.
  void tick(std::chrono::steady_clock::time_point now);
  /// Takes no more connections.
  void stop();

 private:
  void listen(glib::RefPtr<GSocket> socket);
  void watch_requests();
  void accepted(const glib::RefPtr<GSocket>& socket);
  void request_started(SoupServerMessage* message);
  void step(SoupServerMessage* message);
  void on_request(SoupServerMessage* message, const char* path);
  void upgrade(SoupServerMessage* message);
  void take_over(SoupServerMessage* message);
  [[nodiscard]] RemoteAddress client_of(SoupServerMessage* message, const ConnectionTable::Entry& entry) const;
  [[nodiscard]] ConnectionTable::Entry* entry_of(SoupServerMessage* message) const;
  void refused(const char* reason, const std::string& address);

  Metrics& metrics_;
  const Handlers handlers_;
  const TrustedProxies proxies_;
  const bool behind_proxy_;
  const std::vector<std::string> allowed_origins_;
  std::unique_ptr<TlsFiles> tls_;
  std::shared_ptr<ConnectionTable> connections_;
  std::vector<std::string> urls_;
  std::uint64_t untold_refusals_ = 0;  // of connections, since the last tick
  std::string last_refused_;
  glib::RefPtr<SoupServer> soup_;
  glib::RefPtr<GSocket> quiet_;  // keeps libsoup from thinking that it does not listen
  Acceptor acceptor_;
};

}  // namespace vchat::server
