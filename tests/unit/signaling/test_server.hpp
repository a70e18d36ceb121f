// A server of a test's own on the loopback interface, in the main context of the test.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <libsoup/soup.h>

#include "glib/owned.hpp"
#include "glib/signal.hpp"
#include "glib/source.hpp"
#include "protocol/messages.hpp"

namespace vchat::signaling {

/// Runs the main context until the condition holds; false if that takes too long.
template <class Condition>
bool until(Condition condition) {
  bool late = false;
  const auto limit = glib::after(glib::Executor(), std::chrono::seconds(20), [&] { late = true; });
  while (!condition() && !late) g_main_context_iteration(nullptr, TRUE);
  return condition();
}

/// Accepts WebSockets, keeps what they say, and answers join-room with room-users if it is told to.
class TestServer {
 public:
  /// `port` 0 picks one.
  explicit TestServer(unsigned port = 0) : server_(glib::adopt(soup_server_new(nullptr, nullptr))) {
    static const char* protocols[] = {protocol::subprotocol, nullptr};
    const auto accept = +[](SoupServer*, SoupServerMessage*, const char*, SoupWebsocketConnection* connection,
                            gpointer data) noexcept { static_cast<TestServer*>(data)->accepted(connection); };
    soup_server_add_websocket_handler(server_.get(), "/ws", nullptr, const_cast<char**>(protocols), accept, this,
                                      nullptr);
    glib::GErrorPtr error;
    if (!soup_server_listen_local(server_.get(), port, SOUP_SERVER_LISTEN_IPV4_ONLY, glib::out(error)))
      throw std::runtime_error(error->message);
    GSList* uris = soup_server_get_uris(server_.get());
    port_ = static_cast<unsigned>(g_uri_get_port(static_cast<GUri*>(uris->data)));
    g_slist_free_full(uris, [](gpointer uri) { g_uri_unref(static_cast<GUri*>(uri)); });
  }
  ~TestServer() {
    for (auto& connection : connections_) connection.second.reset();
    soup_server_disconnect(server_.get());
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] unsigned port() const { return port_; }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::size_t connections() const { return connections_.size(); }

  void send(const std::string& text) { soup_websocket_connection_send_text(last(), text.c_str()); }
  void close(unsigned short code) { soup_websocket_connection_close(last(), code, nullptr); }
  /// Without a closing handshake.
  void cut() { g_io_stream_close(soup_websocket_connection_get_io_stream(last()), nullptr, nullptr); }

  bool answers_join = true;
  std::string self_id = "me";
  std::vector<std::string> received;

 private:
  SoupWebsocketConnection* last() { return connections_.back().first.get(); }

  void accepted(SoupWebsocketConnection* connection) {
    auto signal = glib::connect<void, gint, GBytes*>(connection, "message", [this, connection](gint, GBytes* bytes) {
      gsize length = 0;
      const auto* text = static_cast<const char*>(g_bytes_get_data(bytes, &length));
      received.emplace_back(text, length);
      if (answers_join && received.back().find("join-room") != std::string::npos) {
        const protocol::ServerMessage users = protocol::RoomUsers{.room = "r", .self_id = self_id, .self_name = "n"};
        soup_websocket_connection_send_text(connection, protocol::serialize(users).c_str());
      }
      if (received.back().find("leave-room") != std::string::npos)
        soup_websocket_connection_close(connection, 1000, nullptr);
    });
    connections_.emplace_back(glib::share(connection), std::move(signal));
  }

  glib::RefPtr<SoupServer> server_;
  unsigned port_ = 0;
  std::vector<std::pair<glib::RefPtr<SoupWebsocketConnection>, glib::ScopedSignal>> connections_;
};

}  // namespace vchat::signaling
