// The signaling server: HTTP and WebSocket on any number of addresses.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "glib/executor.hpp"
#include "glib/source.hpp"
#include "room/rooms.hpp"
#include "server/admission.hpp"
#include "server/client.hpp"
#include "server/gateway.hpp"
#include "server/ice_servers.hpp"
#include "server/metrics_page.hpp"
#include "server/poller.hpp"
#include "server/web_files.hpp"

namespace vchat::server {

struct ServerConfig {
  GatewayConfig gateway;
  std::vector<protocol::IceServer> ice_servers;
  TurnConfig turn;
  Limits limits;
  std::string state_dir;                 // as util::state_dir() takes it
  std::chrono::seconds resume_time{15};  // how long a member is kept whose connection was lost
  AdmissionConfig admission;
  std::string metrics;  // an address for GET /metrics, as parse_address() reads it; empty: nowhere
};

/// Serves from construction on, in the thread-default context of the thread that makes it. Thread-bound.
class Server {
 public:
  /// @throws util::UsageError for an address that cannot be read, util::Error for one that cannot be had.
  explicit Server(const ServerConfig& config);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// One for each address, in the same order, with the ports that were picked.
  [[nodiscard]] const std::vector<std::string>& urls() const noexcept { return gateway_.urls(); }
  /// SHA-256 of the certificate; empty without TLS.
  [[nodiscard]] std::string fingerprint() const { return gateway_.fingerprint(); }

  /// Where the metrics are; empty if nowhere.
  [[nodiscard]] std::string metrics_url() const { return metrics_page_ ? metrics_page_->url() : std::string(); }

  /// Reads the files again that the configuration names. What cannot be used is warned of, and stays as it was.
  void reload();

  /// Takes no more connections and closes the ones that are there with 1001. `done` is called once all are closed, at
  /// the latest after two seconds.
  void stop(std::function<void()> done);

 private:
  void take_over(Upgraded upgraded);
  /// Deals with everyone whom the last events touched.
  void settle();
  void tick();
  void finish();
  [[nodiscard]] std::string metrics_text() const;

  const Limits limits_;
  Metrics metrics_;
  const std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  glib::Executor executor_;
  const IceServers ice_servers_;
  const WebFiles web_files_;
  room::Rooms rooms_;
  Admission admission_;
  Poller poller_;
  std::vector<Client*> touched_;  // outlives the clients: one that goes touches the others of its room
  std::unordered_map<Client*, std::unique_ptr<Client>> clients_;
  std::function<void()> on_stopped_;
  glib::ScopedSource ticks_;
  glib::ScopedSource stop_deadline_;
  Gateway gateway_;
  std::unique_ptr<MetricsPage> metrics_page_;
};

}  // namespace vchat::server
