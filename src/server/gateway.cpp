#include "server/gateway.hpp"

#include <exception>
#include <utility>

#include <sys/socket.h>

#include "glib/error.hpp"
#include "protocol/messages.hpp"
#include "server/access_log.hpp"
#include "server/listener.hpp"
#include "server/origin.hpp"
#include "server/security_headers.hpp"
#include "server/self_signed.hpp"
#include "server/tls_stream.hpp"
#include "util/state_dir.hpp"

namespace vchat::server {

namespace {

constexpr const char* self_signed = "self-signed";
constexpr const char* self_signed_file = "self-signed.pem";
constexpr const char* ticket_key = "vchat-ticket";

std::unique_ptr<TlsFiles> tls_files(const GatewayConfig& config, const std::string& state_dir) {
  if (config.tls_certificate.empty()) return nullptr;
  if (config.tls_certificate != self_signed) return std::make_unique<TlsFiles>(config.tls_certificate, config.tls_key);
  const auto file = util::state_dir(state_dir) / self_signed_file;
  static_cast<void>(util::read_or_make(file, [] { return make_self_signed(own_hosts()); }));
  return std::make_unique<TlsFiles>(file.string(), file.string());
}

/// libsoup takes a missing header for consent; docs/protocol.md does not.
bool asks_for_subprotocol(SoupServerMessage* message) {
  const char* wanted =
      soup_message_headers_get_list(soup_server_message_get_request_headers(message), "Sec-WebSocket-Protocol");
  return wanted && soup_header_contains(wanted, protocol::subprotocol);
}

/// Of an upgrade. Who asked for one does not go on with HTTP.
void refuse(SoupServerMessage* message, unsigned status, const std::string& text) {
  soup_message_headers_replace(soup_server_message_get_response_headers(message), "Connection", "close");
  soup_server_message_set_response(message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY, text.data(), text.size());
  soup_server_message_set_status(message, status, nullptr);
}

bool has_body(SoupMessageHeaders* headers) {
  return soup_message_headers_get_encoding(headers) == SOUP_ENCODING_CHUNKED ||
         soup_message_headers_get_content_length(headers) > 0;
}

/// No request needs a body: what comes is thrown away, and the connection with it.
void refuse_body(SoupServerMessage* message) noexcept {
  if (!has_body(soup_server_message_get_request_headers(message))) return;
  soup_message_body_set_accumulate(soup_server_message_get_request_body(message), FALSE);
  soup_message_headers_replace(soup_server_message_get_response_headers(message), "Connection", "close");
  const std::string_view method = soup_server_message_get_method(message);
  if (method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD)
    soup_server_message_set_status(message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, nullptr);
}

/// libsoup keeps a connection for the next request only while it listens somewhere itself: on one end of a socket pair,
/// on which nothing comes as long as the other, which is returned, is open.
glib::RefPtr<GSocket> listen_to_nothing(SoupServer* soup) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
    throw util::Error("cannot make a pair of sockets");
  glib::GErrorPtr error;
  const auto listening = glib::adopt(g_socket_new_from_fd(ends[0], glib::out(error)));
  glib::throw_if(error, "cannot make a socket");
  auto other = glib::adopt(g_socket_new_from_fd(ends[1], glib::out(error)));
  glib::throw_if(error, "cannot make a socket");
  soup_server_listen_socket(soup, listening.get(), SoupServerListenOptions(0), glib::out(error));
  glib::throw_if(error, "cannot set HTTP up");
  return other;
}

}  // namespace

Gateway::Gateway(const glib::Executor& executor, const GatewayConfig& config, const std::string& state_dir,
                 const Limits& limits, Metrics& metrics, Handlers handlers)
    : metrics_(metrics),
      handlers_(std::move(handlers)),
      proxies_(config.trusted_proxies),
      behind_proxy_(config.behind_proxy),
      allowed_origins_(config.allowed_origins),
      tls_(tls_files(config, state_dir)),
      connections_(ConnectionTable::create(limits)),
      soup_(glib::adopt(soup_server_new("server-header", "vchat", nullptr))),
      quiet_(listen_to_nothing(soup_.get())),
      acceptor_(executor, [this](const glib::RefPtr<GSocket>& socket) { accepted(socket); }) {
  watch_requests();
  for (const auto& address : config.listen) listen(listen_at(parse_address(address)));
  for (const auto& socket : config.listening) listen(socket);
}

Gateway::~Gateway() {
  stop();
}

void Gateway::watch_requests() {
  const SoupServerCallback handler = [](SoupServer*, SoupServerMessage* message, const char* path, GHashTable*,
                                        gpointer self) noexcept {
    try {
      static_cast<Gateway*>(self)->on_request(message, path);
    } catch (const std::exception& error) {
      g_critical("unexpected error while answering a request: %s", error.what());
      soup_server_message_set_status(message, SOUP_STATUS_INTERNAL_SERVER_ERROR, nullptr);
    }
  };
  soup_server_add_handler(soup_.get(), nullptr, handler, this, nullptr);
  using Signal = void (*)(SoupServer*, SoupServerMessage*, gpointer);
  const Signal started = [](SoupServer*, SoupServerMessage* message, gpointer self) noexcept {
    static_cast<Gateway*>(self)->request_started(message);
  };
  const Signal next_step = [](SoupServer*, SoupServerMessage* message, gpointer self) noexcept {
    static_cast<Gateway*>(self)->step(message);
  };
  g_signal_connect(soup_.get(), "request-started", G_CALLBACK(started), this);
  g_signal_connect(soup_.get(), "request-read", G_CALLBACK(next_step), this);
  g_signal_connect(soup_.get(), "request-finished", G_CALLBACK(next_step), this);
}

void Gateway::listen(glib::RefPtr<GSocket> socket) {
  urls_.push_back(url_of(socket, tls_ != nullptr));
  acceptor_.add(std::move(socket));
}

std::string Gateway::fingerprint() const {
  return tls_ ? tls_->current().fingerprint() : std::string();
}

void Gateway::accepted(const glib::RefPtr<GSocket>& socket) {
  ++metrics_.connections;
  const auto peer = remote_address(glib::adopt(g_socket_get_remote_address(socket.get(), nullptr)));
  bool full = false;
  auto ticket =
      connections_->add(socket, !behind_proxy_ || !proxies_.trusts(peer), std::chrono::steady_clock::now(), full);
  if (!ticket) return refused(full ? "max-connections" : "max-connections-per-address", peer.text);
  auto stream = tls_ ? make_tls_stream(socket, tls_->current())
                     : glib::adopt(G_IO_STREAM(g_socket_connection_factory_create_connection(socket.get())));
  auto* address = ticket->entry().address.get();
  // The connection is over when nobody holds its stream any more.
  g_object_set_data_full(G_OBJECT(stream.get()), ticket_key, ticket.release(),
                         [](gpointer data) { delete static_cast<ConnectionTable::Ticket*>(data); });
  const auto local = glib::adopt(g_socket_get_local_address(socket.get(), nullptr));
  soup_server_accept_iostream(soup_.get(), stream.get(), local ? local.get() : address, address, nullptr);
}

ConnectionTable::Entry* Gateway::entry_of(SoupServerMessage* message) const {
  return connections_->find(soup_server_message_get_remote_address(message));
}

void Gateway::request_started(SoupServerMessage* message) {
  add_security_headers(soup_server_message_get_response_headers(message), tls_ != nullptr);
  g_signal_connect(message, "got-headers", G_CALLBACK(&refuse_body), nullptr);
  step(message);
}

void Gateway::step(SoupServerMessage* message) {
  if (auto* entry = entry_of(message)) connections_->begin_step(*entry, std::chrono::steady_clock::now());
}

void Gateway::on_request(SoupServerMessage* message, const char* path) {
  ++metrics_.requests;
  if (std::string_view(path) == "/ws")
    upgrade(message);
  else
    handlers_.request(message, path);
}

RemoteAddress Gateway::client_of(SoupServerMessage* message, const ConnectionTable::Entry& entry) const {
  const char* forwarded =
      soup_message_headers_get_list(soup_server_message_get_request_headers(message), "X-Forwarded-For");
  return behind_proxy_ && forwarded ? proxies_.client_of(entry.peer, forwarded) : entry.peer;
}

void Gateway::upgrade(SoupServerMessage* message) {
  auto* headers = soup_server_message_get_request_headers(message);
  if (!asks_for_subprotocol(message)) {
    return refuse(message, SOUP_STATUS_BAD_REQUEST,
                  std::string("a WebSocket with the subprotocol ") + protocol::subprotocol + " is spoken here\n");
  }
  if (!origin_allowed(soup_message_headers_get_list(headers, "Origin"), soup_message_headers_get_one(headers, "Host"),
                      allowed_origins_)) {
    const auto* entry = entry_of(message);
    metrics_.refusals.add("origin");
    if (entry) log_refused("origin", client_of(message, *entry), nullptr);
    return refuse(message, SOUP_STATUS_FORBIDDEN, "pages of that origin are not allowed here\n");
  }
  char* protocols[] = {const_cast<char*>(protocol::subprotocol), nullptr};
  // Answers with what is wrong itself.
  if (!soup_websocket_server_process_handshake(message, nullptr, protocols, nullptr, nullptr)) return;
  // Connected for as long as the message lives.
  auto* closure = g_cclosure_new(G_CALLBACK(+[](SoupServerMessage* sent, gpointer self) noexcept {
                                   try {
                                     static_cast<Gateway*>(self)->take_over(sent);
                                   } catch (const std::exception& error) {
                                     g_critical("unexpected error while taking over a connection: %s", error.what());
                                   }
                                 }),
                                 this, nullptr);
  g_signal_connect_closure(message, "wrote-informational", closure, FALSE);
}

void Gateway::take_over(SoupServerMessage* message) {
  auto* entry = entry_of(message);
  if (!entry) return;
  connections_->end_steps(*entry);
  auto remote = client_of(message, *entry);
  if (entry->counted_as.empty()) connections_->count_as(*entry, remote);
  ++metrics_.websockets;
  const bool excess = entry->excess;
  const auto socket = entry->socket;
  const auto kept = glib::share(message);
  handlers_.websocket({glib::adopt(soup_server_message_steal_connection(message)), socket, std::move(remote), excess});
}

void Gateway::refused(const char* reason, const std::string& address) {
  metrics_.refusals.add(reason);
  ++untold_refusals_;
  last_refused_ = std::string(reason) + " from=" + address;
}

void Gateway::reload() {
  if (tls_) tls_->reload();
}

void Gateway::tick(std::chrono::steady_clock::time_point now) {
  for (auto late = connections_->cut_late(now); late > 0; --late) metrics_.refusals.add("request-timeout");
  // One line a second, however many come: a log that grows with every attempt would be a weapon.
  if (const auto count = std::exchange(untold_refusals_, 0); count > 0)
    g_info("refuse connections=%" G_GUINT64_FORMAT " last: code=%s", count, last_refused_.c_str());
  if (tls_) tls_->check();
}

void Gateway::stop() {
  acceptor_.stop();
  soup_server_disconnect(soup_.get());
}

}  // namespace vchat::server
