// The WebSocket to the server: comes back by itself when it was lost.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <libsoup/soup.h>

#include "glib/address_watch.hpp"
#include "glib/ref_ptr.hpp"
#include "glib/signal.hpp"
#include "glib/source.hpp"
#include "signaling/channel.hpp"
#include "signaling/close_code.hpp"
#include "signaling/tls_trust.hpp"
#include "util/backoff.hpp"
#include "util/boot_clock.hpp"
#include "util/error.hpp"

namespace vchat::signaling {

struct ClientTimings {
  std::chrono::milliseconds connect{10'000};      // for TCP, TLS and the upgrade together
  std::chrono::seconds ping{5};                   // between two pings
  std::chrono::milliseconds silence{15'000};      // without a pong or a message: the connection is dead
  std::chrono::milliseconds first_wait{500};      // before the first try to come back; doubles
  std::chrono::milliseconds longest_wait{3'000};  // between two tries
  std::chrono::milliseconds spread{2'000};        // a random part of it is waited first if everybody comes back
  std::chrono::milliseconds give_up{30'000};      // after the loss, unless a call goes on
  std::chrono::milliseconds leave{1'000};         // for the server to close after leave-room
};

/// Called on the main context, never from within a call into the client.
struct ClientObserver {
  std::function<void()> on_open;  // a connection is there: join-room is due
  std::function<void(const protocol::ServerMessage&)> on_message;
  std::function<void()> on_lost;  // and the client tries to come back; said once a loss
  /// Is it worth while to go on trying after ClientTimings::give_up?
  std::function<bool()> in_call = [] { return false; };
  /// It is over: util::UnreachableError, util::RefusedError or another. `code` is one of docs/protocol.md or
  /// `unreachable`.
  std::function<void(std::string code, const util::Error&)> on_failed;
};

/// Speaks vchat.v1 (docs/protocol.md, "Resume"). Before the first `room-users` a lost or refused connection is final;
/// after it the client comes back after every loss, and gives up as ClientTimings says when no call goes on. Messages
/// wait meanwhile; they are thrown away when another member comes back. Thread-bound to the main context.
class Client : public Channel, public std::enable_shared_from_this<Client> {
 public:
  /// `server`: http(s)://host[:port]. Nothing happens before connect(). @throws util::UsageError as TlsVerifier does.
  [[nodiscard]] static std::shared_ptr<Client> create(std::string server, TlsTrust trust, ClientObserver observer,
                                                      ClientTimings timings = {});
  ~Client() override;

  /// Also again after on_failed().
  void connect();
  void send(const protocol::ClientMessage& message) override;
  [[nodiscard]] bool in_room() const noexcept override { return in_room_; }
  /// This machine has these addresses now: a connection from another one is dead, and a try that waits need not wait.
  void network_changed(const glib::Addresses& addresses);
  /// The machine slept, or this program did not run: looks at once whether the connection is still there.
  void check_now();
  /// Sends leave-room and calls `done` when the server has closed, or soon in any case. No other callback comes then.
  void leave(std::function<void()> done);

 private:
  Client(std::string server, TlsTrust trust, ClientObserver observer, ClientTimings timings);
  void on_connected(glib::RefPtr<SoupWebsocketConnection> connection);
  void on_text(GBytes* text);
  void on_closed();
  void check_alive();
  /// The address that the connection comes from; empty if that is not known.
  [[nodiscard]] std::string local_address() const;
  /// A try that waits is made now.
  void try_now();
  /// The attempt or the connection has come to an end; tries again if it makes sense.
  void lost(const Ending& ending);
  void entered(const protocol::RoomUsers& room);
  void transmit(const protocol::ClientMessage& message);
  void fail(const std::string& code, const util::Error& error);
  void drop_connection();
  void heard() noexcept { heard_at_ = util::BootClock::now(); }

  const std::string server_;
  TlsVerifier verifier_;
  const ClientObserver observer_;
  const ClientTimings timings_;
  glib::Executor executor_;
  glib::RefPtr<SoupSession> session_;
  glib::RefPtr<GCancellable> cancellable_;
  glib::RefPtr<SoupWebsocketConnection> connection_;
  glib::ScopedSignal certificate_signal_;
  glib::ScopedSignal message_signal_;
  glib::ScopedSignal pong_signal_;
  glib::ScopedSignal closed_signal_;
  glib::ScopedSource connect_timer_;
  glib::ScopedSource alive_timer_;
  glib::ScopedSource retry_timer_;
  glib::ScopedSource leave_timer_;
  util::Backoff backoff_;
  std::optional<protocol::ErrorMessage> last_error_;
  util::BootClock::time_point heard_at_{};  // a machine that slept finds the connection lost as soon as it wakes
  std::optional<std::chrono::steady_clock::time_point> lost_at_;
  std::deque<protocol::ClientMessage> unsent_;
  std::string self_id_;  // empty before the first room-users
  bool in_room_ = false;
  bool at_once_ = false;  // the next try does not wait
  bool over_ = false;
  std::function<void()> left_;
};

}  // namespace vchat::signaling
