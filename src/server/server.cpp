#include "server/server.hpp"

#include <exception>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "glib/error.hpp"
#include "glib/signal.hpp"
#include "server/http.hpp"
#include "server/listener.hpp"
#include "server/resume_key.hpp"

namespace vchat::server {

namespace {

constexpr std::chrono::seconds tick_period{1};
constexpr std::chrono::seconds stop_timeout{2};

/// libsoup takes a missing header for consent; docs/protocol.md does not.
bool asks_for_subprotocol(SoupServerMessage* message) {
  const char* wanted =
      soup_message_headers_get_list(soup_server_message_get_request_headers(message), "Sec-WebSocket-Protocol");
  return wanted && soup_header_contains(wanted, protocol::subprotocol);
}

void refuse_upgrade(SoupServerMessage* message) {
  const std::string text =
      std::string("a WebSocket with the subprotocol ") + protocol::subprotocol + " is spoken here\n";
  soup_server_message_set_response(message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY, text.data(), text.size());
  soup_server_message_set_status(message, SOUP_STATUS_BAD_REQUEST, nullptr);
}

room::RoomsConfig rooms_config(const ServerConfig& config, const IceServers& ice_servers, Metrics& metrics) {
  // A token is good where it was given: several servers of one user share a state directory.
  std::string audience;
  for (const auto& address : config.listen) audience += address + " ";
  return {
      .ice_servers =
          [&ice_servers](const std::string& id) { return ice_servers.for_user(id, std::chrono::system_clock::now()); },
      .tokens = room::ResumeTokens(resume_key(config.state_dir), audience),
      .resume_time = config.resume_time,
      .on_left = [&metrics](const room::Member&, protocol::LeaveReason) { ++metrics.leaves; }};
}

}  // namespace

Server::Server(const ServerConfig& config)
    : limits_(config.limits),
      ice_servers_(config.ice_servers, config.turn),
      rooms_(rooms_config(config, ice_servers_, metrics_)),
      poller_(executor_, [this] { settle(); }),
      soup_(glib::adopt(soup_server_new("server-header", "vchat", nullptr))) {
  for (const auto& address : config.listen) listen(address);
  const SoupServerCallback handler = [](SoupServer*, SoupServerMessage* message, const char* path, GHashTable*,
                                        gpointer self) noexcept {
    try {
      static_cast<Server*>(self)->on_request(message, path);
    } catch (const std::exception& error) {
      g_critical("unexpected error while answering a request: %s", error.what());
      soup_server_message_set_status(message, SOUP_STATUS_INTERNAL_SERVER_ERROR, nullptr);
    }
  };
  soup_server_add_handler(soup_.get(), nullptr, handler, this, nullptr);
  ticks_ = glib::every(executor_, tick_period, [this] { tick(); });
}

Server::~Server() {
  soup_server_disconnect(soup_.get());
}

void Server::listen(const std::string& address) {
  const auto socket = listen_at(parse_address(address));
  glib::GErrorPtr error;
  soup_server_listen_socket(soup_.get(), socket.get(), SoupServerListenOptions(0), glib::out(error));
  glib::throw_if(error, "cannot listen on " + address);
  urls_.push_back(url_of(socket));
}

void Server::on_request(SoupServerMessage* message, const char* path) {
  if (std::string_view(path) == "/ws")
    upgrade(message);
  else
    answer(message, path, rooms_, web_files_);
}

void Server::upgrade(SoupServerMessage* message) {
  char* protocols[] = {const_cast<char*>(protocol::subprotocol), nullptr};
  if (!asks_for_subprotocol(message)) return refuse_upgrade(message);
  // Answers with what is wrong itself.
  if (!soup_websocket_server_process_handshake(message, nullptr, protocols, nullptr, nullptr)) return;
  // Connected for as long as the message lives.
  auto* closure = g_cclosure_new(G_CALLBACK(+[](SoupServerMessage* sent, gpointer self) noexcept {
                                   try {
                                     static_cast<Server*>(self)->take_over(sent);
                                   } catch (const std::exception& error) {
                                     g_critical("unexpected error while taking over a connection: %s", error.what());
                                   }
                                 }),
                                 this, nullptr);
  g_signal_connect_closure(message, "wrote-informational", closure, FALSE);
}

void Server::take_over(SoupServerMessage* message) {
  const auto kept = glib::share(message);
  const auto socket = glib::share(soup_server_message_get_socket(message));
  auto stream = glib::adopt(soup_server_message_steal_connection(message));
  // A message is written at once and in one piece: waiting for more would only delay it.
  g_socket_set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1, nullptr);
  ++metrics_.websockets;
  auto client = std::make_unique<Client>(
      ClientContext{rooms_, poller_, limits_, metrics_},
      remote_address(glib::share(soup_server_message_get_remote_address(message))),
      [this](Client& touched) { touched_.push_back(&touched); }, std::move(stream), socket);
  auto& added = *client;
  clients_.emplace(&added, std::move(client));
  if (on_stopped_) added.go_away();
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
  for (const auto& [client, owned] : clients_) client->tick(now);
  rooms_.expire();
  settle();
  std::erase_if(clients_, [&](const auto& entry) { return entry.first->dead(now); });
}

void Server::stop(std::function<void()> done) {
  if (on_stopped_) return;
  on_stopped_ = std::move(done);
  soup_server_disconnect(soup_.get());
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
