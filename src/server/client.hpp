// One client of the server: its connection, and what the messages on it do.
#pragma once

#include <functional>

#include "protocol/client_frame.hpp"
#include "protocol/protocol_error.hpp"
#include "room/rooms.hpp"
#include "server/admission.hpp"
#include "server/connection.hpp"
#include "server/limits.hpp"
#include "server/metrics.hpp"
#include "server/remote_address.hpp"

namespace vchat::server {

/// What the clients of a server share; outlives them.
struct ClientContext {
  room::Rooms& rooms;
  Poller& poller;
  const Limits& limits;
  Metrics& metrics;
  Admission& admission;
};

/// Turns frames into what happens in the rooms, and what goes wrong into wire errors. Thread-bound.
class Client final : public room::Outlet, private Connection::Handler {
 public:
  // docs/protocol.md, "Transport".
  static constexpr std::chrono::seconds join_timeout{10};
  static constexpr std::chrono::seconds ping_interval{20};
  static constexpr std::chrono::seconds silence_timeout{60};
  static constexpr int max_bad_messages = 10;

  /// `on_touched` is called when settle() is wanted; it only takes note. @throws std::system_error
  Client(const ClientContext& context, RemoteAddress remote, std::function<void(Client&)> on_touched,
         glib::RefPtr<GIOStream> stream, const glib::RefPtr<GSocket>& socket);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  /// Reads what came together with the upgrade; call once, right after construction.
  void start() { connection_.start(); }

  bool send(std::string_view frame) override { return connection_.send_text(frame); }
  std::vector<std::string> take_unsent() override { return connection_.take_unsent(); }
  void removed(const protocol::ErrorMessage& why) override;

  /// Gives the membership up if the connection has ended, and writes what is queued.
  void settle();
  /// Looks at the deadlines; call about once a second.
  void tick(Clock::time_point now);
  /// There are too many connections.
  void turn_away();
  /// The server stops.
  void go_away();
  /// True when the client may be destroyed.
  [[nodiscard]] bool dead(Clock::time_point now) const noexcept { return connection_.dead(now); }

 private:
  void on_text(std::string_view frame) override;
  void on_flood() override;
  void on_queued() override;
  void on_ended() override { on_queued(); }

  void handle(const protocol::JoinRoom& message, const protocol::ClientFrame& frame);
  void handle(const protocol::LeaveRoom& message, const protocol::ClientFrame& frame);
  void handle(const protocol::MediaStateChange& message, const protocol::ClientFrame& frame);
  void handle(const protocol::Kick& message, const protocol::ClientFrame& frame);
  void handle(const protocol::MuteRequest& message, const protocol::ClientFrame& frame);
  void handle(const protocol::Ping& message, const protocol::ClientFrame& frame);
  /// Everything that is relayed to one member.
  template <class Message>
  void handle(const Message& message, const protocol::ClientFrame& frame);

  void enter(const protocol::JoinRoom& message, const Admission::Verdict& verdict);
  /// Without a check: whoever has the token was let in before.
  void resume(const protocol::JoinRoom& message);
  room::Member& member(const protocol::ClientFrame& frame) const;
  void leave(protocol::LeaveReason reason);
  /// The connection has ended: the member is kept if it was lost.
  void part();
  void refuse(const protocol::ProtocolError& error, const protocol::JoinRoom* asked = nullptr);
  /// Sends the error and closes if it is a fatal one.
  void tell(const protocol::ErrorMessage& error, const protocol::JoinRoom* asked = nullptr);

  const ClientContext context_;
  const RemoteAddress remote_;
  std::function<void(Client&)> on_touched_;
  Admission::Ticket ticket_;  // while it is being decided whether the client may enter; nothing is read then
  room::Member* member_ = nullptr;
  bool touched_ = false;
  int bad_messages_ = 0;
  Clock::time_point since_ = Clock::now();
  Clock::time_point pinged_ = since_;
  Connection connection_;
};

}  // namespace vchat::server
