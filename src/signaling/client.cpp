#include "signaling/client.hpp"

#include <utility>

#include "glib/owned.hpp"
#include "protocol/protocol_error.hpp"
#include "signaling/close_code.hpp"

namespace vchat::signaling {

namespace {

// A room with very many members has a long room-users; no other message comes near.
constexpr guint64 largest_message = 1024 * 1024;  // bytes

constexpr std::size_t most_unsent = 256;  // messages (docs/protocol.md, "Resume")

struct Attempt {
  std::weak_ptr<Client> client;
};

std::string advice(const GError* error) {
  if (g_error_matches(error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND)) return "is the name right?";
  if (g_error_matches(error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_ERROR_NOT_WEBSOCKET) ||
      g_error_matches(error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_ERROR_BAD_HANDSHAKE))
    return "something answers there, but no vchat server of this version; is the URL right?";
  return "is the server running ('vchat serve'), and is --server right?";
}

Ending unreachable(const std::string& server, const std::string& why, const std::string& what_to_do) {
  return {"unreachable", util::UnreachableError("cannot reach " + server + ": " + why + "; " + what_to_do)};
}

/// The socket that libsoup's stream, and TLS, are made of; nothing if there is another thing below.
glib::RefPtr<GIOStream> socket_below(GIOStream* stream) {
  auto layer = glib::share(stream);
  while (layer && !G_IS_SOCKET_CONNECTION(layer.get())) {
    const auto* property = G_IS_TLS_CONNECTION(layer.get()) ? "base-io-stream" : "base-iostream";
    if (!g_object_class_find_property(G_OBJECT_GET_CLASS(layer.get()), property)) return {};
    GIOStream* below = nullptr;
    g_object_get(layer.get(), property, &below, nullptr);
    layer = glib::adopt(below);
  }
  return layer;
}

}  // namespace

std::shared_ptr<Client> Client::create(std::string server, TlsTrust trust, ClientObserver observer,
                                       ClientTimings timings) {
  return std::shared_ptr<Client>(new Client(std::move(server), std::move(trust), std::move(observer), timings));
}

Client::Client(std::string server, TlsTrust trust, ClientObserver observer, ClientTimings timings)
    : server_(std::move(server)),
      verifier_(std::move(trust)),
      observer_(std::move(observer)),
      timings_(timings),
      session_(glib::adopt(soup_session_new())),
      backoff_(timings.first_wait, timings.longest_wait) {
  soup_session_set_user_agent(session_.get(), "vchat/" VCHAT_VERSION);
  verifier_.prepare(session_.get());
}

Client::~Client() {
  drop_connection();
}

void Client::connect() {
  over_ = false;
  last_error_.reset();
  cancellable_ = glib::adopt(g_cancellable_new());
  const auto url = "ws" + server_.substr(4) + "/ws";
  const auto request = glib::adopt(soup_message_new("GET", url.c_str()));
  if (!request) throw util::UsageError("'" + server_ + "' is not the URL of a server");
  certificate_signal_ = verifier_.watch(request.get());
  connect_timer_ = glib::after(executor_, timings_.connect, [this] { g_cancellable_cancel(cancellable_.get()); });
  const char* protocols[] = {protocol::subprotocol, nullptr};
  const auto done = +[](GObject* session, GAsyncResult* result, gpointer data) noexcept {
    const std::unique_ptr<Attempt> attempt(static_cast<Attempt*>(data));
    glib::GErrorPtr error;
    auto connection =
        glib::adopt(soup_session_websocket_connect_finish(SOUP_SESSION(session), result, glib::out(error)));
    const auto client = attempt->client.lock();
    if (!client || client->over_) return;
    client->connect_timer_.reset();
    if (connection) {
      client->on_connected(std::move(connection));
    } else if (const auto complaint = client->verifier_.complaint(client->server_)) {
      client->lost({"unreachable", util::UnreachableError(*complaint)});
    } else if (g_error_matches(error.get(), G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      client->lost(unreachable(client->server_, "it did not answer in time", "is --server right?"));
    } else {
      client->lost(unreachable(client->server_, error->message, advice(error.get())));
    }
  };
  soup_session_websocket_connect_async(session_.get(), request.get(), nullptr, const_cast<char**>(protocols),
                                       G_PRIORITY_DEFAULT, cancellable_.get(), done, new Attempt{weak_from_this()});
}

void Client::on_connected(glib::RefPtr<SoupWebsocketConnection> connection) {
  connection_ = std::move(connection);
  soup_websocket_connection_set_max_incoming_payload_size(connection_.get(), largest_message);
  soup_websocket_connection_set_keepalive_interval(connection_.get(), static_cast<guint>(timings_.ping.count()));
  const auto self = weak_from_this();
  message_signal_ = glib::connect<void, gint, GBytes*>(connection_.get(), "message", [self](gint, GBytes* text) {
    if (const auto client = self.lock()) client->on_text(text);
  });
  pong_signal_ = glib::connect<void, GBytes*>(connection_.get(), "pong", [self](GBytes*) {
    if (const auto client = self.lock()) client->heard();
  });
  closed_signal_ = glib::connect<void>(connection_.get(), "closed", [self] {
    if (const auto client = self.lock()) client->on_closed();
  });
  heard();
  alive_timer_ = glib::every(executor_, timings_.silence / 4, [this] { check_alive(); });
  observer_.on_open();
}

void Client::on_text(GBytes* text) {
  heard();
  gsize length = 0;
  const auto* bytes = static_cast<const char*>(g_bytes_get_data(text, &length));
  try {
    const auto message = protocol::parse_server_message({bytes, length});
    if (over_) return;
    if (const auto* error = std::get_if<protocol::ErrorMessage>(&message)) last_error_ = *error;
    if (const auto* room = std::get_if<protocol::RoomUsers>(&message)) entered(*room);
    observer_.on_message(message);
  } catch (const protocol::ProtocolError& error) {
    g_warning("ignored a message of the server: %s", error.what());
  } catch (const std::exception& error) {
    g_critical("unexpected error at a message of the server: %s", error.what());
  }
}

void Client::entered(const protocol::RoomUsers& room) {
  lost_at_.reset();
  backoff_.reset();
  at_once_ = false;
  in_room_ = true;
  const auto waiting = std::exchange(unsent_, {});
  // To those whom another member knew under another id there is nothing left to say.
  if (std::exchange(self_id_, room.self_id) != room.self_id) return;
  for (const auto& message : waiting) transmit(message);
}

void Client::on_closed() {
  const unsigned code = soup_websocket_connection_get_close_code(connection_.get());
  drop_connection();
  if (left_) return std::exchange(left_, nullptr)();
  if (over_) return;
  const auto ending = ending_of(code, last_error_, server_);
  const bool comes_back = !self_id_.empty() && !ending.final && ending.least_wait < timings_.give_up;
  if (ending.error.exit_code() == util::ExitCode::unreachable || comes_back) return lost(ending);
  fail(ending.code, ending.error);
}

void Client::check_alive() {
  if (util::BootClock::now() - heard_at_ < timings_.silence) return;
  drop_connection();
  if (left_) return std::exchange(left_, nullptr)();
  lost({"unreachable", util::UnreachableError(server_ + " does not answer any more")});
}

std::string Client::local_address() const {
  if (!connection_) return {};
  const auto socket = socket_below(soup_websocket_connection_get_io_stream(connection_.get()));
  if (!socket) return {};
  const auto address = glib::adopt(g_socket_connection_get_local_address(G_SOCKET_CONNECTION(socket.get()), nullptr));
  if (!address || !G_IS_INET_SOCKET_ADDRESS(address.get())) return {};
  auto* host = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address.get()));
  return glib::GCharPtr(g_inet_address_to_string(host)).get();
}

void Client::network_changed(const glib::Addresses& addresses) {
  const auto local = local_address();
  if (!local.empty() && !addresses.contains(local)) {
    at_once_ = true;
    drop_connection();
    if (left_) return std::exchange(left_, nullptr)();
    return lost({"unreachable", util::UnreachableError("the address " + local + " has gone")});
  }
  try_now();
}

void Client::check_now() {
  if (!connection_) return try_now();
  at_once_ = true;
  check_alive();
  at_once_ = false;
}

void Client::try_now() {
  if (over_ || self_id_.empty() || connection_) return;
  backoff_.reset();
  if (connect_timer_.active()) {
    // On its way over a path that may be gone.
    at_once_ = true;
    g_cancellable_cancel(cancellable_.get());
  } else if (retry_timer_.active()) {
    retry_timer_.reset();
    connect();
  }
}

void Client::lost(const Ending& ending) {
  if (self_id_.empty()) return fail("unreachable", ending.error);
  const auto now = std::chrono::steady_clock::now();
  if (!lost_at_) {
    lost_at_ = now;
    observer_.on_lost();
  }
  if (over_) return;
  const auto usual = std::max(backoff_.next(), ending.least_wait) +
                     backoff_.part_of(ending.everybody ? timings_.spread : timings_.spread.zero());
  const auto wait = std::exchange(at_once_, false) ? std::chrono::milliseconds(0) : usual;
  if (now + wait - *lost_at_ > timings_.give_up && !observer_.in_call())
    return fail("unreachable", util::UnreachableError(std::string("lost the server, and it did not come back: ") +
                                                      ending.error.what()));
  g_info("%s; trying again in %d ms", ending.error.what(), static_cast<int>(wait.count()));
  retry_timer_ = glib::after(executor_, wait, [this] { connect(); });
}

void Client::fail(const std::string& code, const util::Error& error) {
  over_ = true;
  observer_.on_failed(code, error);
}

void Client::send(const protocol::ClientMessage& message) {
  if (in_room_ || std::holds_alternative<protocol::JoinRoom>(message)) return transmit(message);
  unsent_.push_back(message);
  if (unsent_.size() > most_unsent) unsent_.pop_front();
}

void Client::transmit(const protocol::ClientMessage& message) {
  if (!connection_ || soup_websocket_connection_get_state(connection_.get()) != SOUP_WEBSOCKET_STATE_OPEN) {
    g_debug("dropped a message: there is no connection");
    return;
  }
  soup_websocket_connection_send_text(connection_.get(), protocol::serialize(message).c_str());
}

void Client::leave(std::function<void()> done) {
  over_ = true;
  retry_timer_.reset();
  if (cancellable_) g_cancellable_cancel(cancellable_.get());
  if (!connection_) {
    leave_timer_ = glib::after(executor_, {}, std::move(done));
    return;
  }
  transmit(protocol::LeaveRoom{});
  left_ = std::move(done);
  leave_timer_ = glib::after(executor_, timings_.leave, [this] {
    drop_connection();
    if (left_) std::exchange(left_, nullptr)();
  });
}

void Client::drop_connection() {
  connect_timer_.reset();
  alive_timer_.reset();
  message_signal_.reset();
  pong_signal_.reset();
  closed_signal_.reset();
  connection_ = nullptr;
  in_room_ = false;
}

}  // namespace vchat::signaling
