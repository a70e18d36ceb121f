#include "server/server.hpp"

#include <utility>

#include "server/access_log.hpp"
#include "server/http.hpp"
#include "server/metrics_text.hpp"
#include "server/resume_key.hpp"

namespace vchat::server {

namespace {

constexpr std::chrono::seconds tick_period{1};
constexpr std::chrono::seconds stop_timeout{2};

room::RoomsConfig rooms_config(const ServerConfig& config, const IceServers& ice_servers, Metrics& metrics) {
  // A token is good where it was given: several servers of one user share a state directory.
  std::string audience;
  for (const auto& address : config.gateway.listen) audience += address + " ";
  return {
      .ice_servers =
          [&ice_servers](const std::string& id) { return ice_servers.for_user(id, std::chrono::system_clock::now()); },
      .tokens = room::ResumeTokens(resume_key(config.state_dir), audience),
      .resume_time = config.resume_time,
      .on_left =
          [&metrics](const room::Member& gone, protocol::LeaveReason reason) {
            ++metrics.leaves;
            log_left(gone, reason);
          }};
}

}  // namespace

Server::Server(const ServerConfig& config)
    : limits_(config.limits),
      ice_servers_(config.ice_servers, config.turn),
      rooms_(rooms_config(config, ice_servers_, metrics_)),
      admission_(config.admission, limits_, metrics_, executor_),
      poller_(executor_, [this] { settle(); }),
      gateway_(
          executor_, config.gateway, config.state_dir, limits_, metrics_,
          {[this](SoupServerMessage* message, const std::string& path) { answer(message, path, rooms_, web_files_); },
           [this](Upgraded upgraded) { take_over(std::move(upgraded)); }}) {
  rooms_.configure(admission_.rooms());
  if (!config.metrics.empty())
    metrics_page_ = std::make_unique<MetricsPage>(config.metrics, [this] { return metrics_text(); });
  ticks_ = glib::every(executor_, tick_period, [this] { tick(); });
}

void Server::reload() {
  gateway_.reload();
  try {
    admission_.reload();
    rooms_.configure(admission_.rooms());
    g_message("read the rooms again");
  } catch (const util::Error& error) {
    g_warning("the rooms stay as they were: %s", error.what());
  }
}

std::string Server::metrics_text() const {
  return server::metrics_text(
      metrics_, {gateway_.open_connections(), clients_.size(), rooms_.room_count(), rooms_.member_count()}, started_);
}

void Server::take_over(Upgraded upgraded) {
  auto client = std::make_unique<Client>(
      ClientContext{rooms_, poller_, limits_, metrics_, admission_}, std::move(upgraded.remote),
      [this](Client& touched) { touched_.push_back(&touched); }, std::move(upgraded.stream), upgraded.socket);
  auto& added = *client;
  clients_.emplace(&added, std::move(client));
  if (on_stopped_) added.go_away();
  if (upgraded.excess) added.turn_away();
  added.start();
  settle();
}

void Server::settle() {
  const auto now = Clock::now();
  std::vector<Client*> settled;
  while (!touched_.empty()) {
    // Settling one may touch others: its room hears that it is gone.
    const auto batch = std::exchange(touched_, {});
    for (auto* client : batch) client->settle();
    settled.insert(settled.end(), batch.begin(), batch.end());
  }
  for (auto* client : settled)
    if (const auto found = clients_.find(client); found != clients_.end() && client->dead(now)) clients_.erase(found);
  if (on_stopped_ && clients_.empty()) finish();
}

void Server::tick() {
  const auto now = Clock::now();
  gateway_.tick(now);
  for (const auto& [client, owned] : clients_) client->tick(now);
  rooms_.expire();
  settle();
  std::erase_if(clients_, [&](const auto& entry) { return entry.first->dead(now); });
}

void Server::stop(std::function<void()> done) {
  if (on_stopped_) return;
  on_stopped_ = std::move(done);
  gateway_.stop();
  for (const auto& [client, owned] : clients_) client->go_away();
  stop_deadline_ = glib::after(executor_, stop_timeout, [this] { finish(); });
  settle();
}

void Server::finish() {
  stop_deadline_.reset();
  // Posted: the caller of stop() or the main loop is still inside.
  executor_.post(std::exchange(on_stopped_, [] {}));
}

}  // namespace vchat::server
