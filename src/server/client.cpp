#include "server/client.hpp"

#include <cmath>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "server/access_log.hpp"

namespace vchat::server {

namespace {

using protocol::ProtocolError;

/// docs/protocol.md, "Errors": what a code closes the connection with; nothing if the client may go on.
std::optional<CloseCode> fatal(const std::string& code) {
  if (code == "bad-name") return CloseCode::refused;
  if (code == "unauthorized") return CloseCode::unauthorized;
  if (code == "room-full" || code == "server-full") return CloseCode::full;
  if (code == "room-not-found") return CloseCode::not_found;
  if (code == "kicked") return CloseCode::kicked;
  if (code == "replaced") return CloseCode::replaced;
  if (code == "rate-limited") return CloseCode::rate_limited;
  return std::nullopt;
}

}  // namespace

Client::Client(const ClientContext& context, RemoteAddress remote, std::function<void(Client&)> on_touched,
               glib::RefPtr<GIOStream> stream, const glib::RefPtr<GSocket>& socket)
    : context_(context),
      remote_(std::move(remote)),
      on_touched_(std::move(on_touched)),
      connection_(context.poller, context.limits, context.metrics, *this, std::move(stream), socket) {}

Client::~Client() {
  part();
}

void Client::settle() {
  touched_ = false;
  if (!connection_.open()) part();
  connection_.flush();
}

void Client::tick(Clock::time_point now) {
  if (!connection_.open()) return;
  if (!member_ && !ticket_ && now - since_ >= join_timeout)
    return connection_.close(CloseCode::silent, "no join-room in time");
  if (now - connection_.last_heard() >= silence_timeout)
    return connection_.close(CloseCode::silent, "silent for too long");
  if (now - pinged_ < ping_interval) return;
  pinged_ = now;
  connection_.ping();
}

void Client::turn_away() {
  refuse(ProtocolError("server-full", "this server has as many connections as it takes; try again later"));
}

void Client::go_away() {
  connection_.close(CloseCode::going_away, "the server is going away");
}

void Client::on_text(std::string_view frame) {
  try {
    const protocol::ClientFrame parsed(frame);
    context_.metrics.messages.add(parsed.type());
    std::visit([&](const auto& message) { handle(message, parsed); }, parsed.message());
  } catch (const ProtocolError& error) {
    refuse(error);
  } catch (const std::exception& error) {
    g_critical("unexpected error while handling a message: %s", error.what());
    connection_.close(CloseCode::internal, "the server failed");
  }
}

void Client::on_queued() {
  if (!std::exchange(touched_, true)) on_touched_(*this);
}

void Client::handle(const protocol::JoinRoom& message, const protocol::ClientFrame&) {
  if (member_) throw ProtocolError("already-joined", "this connection is in a room already", "join-room");
  if (message.resume) return resume(message);
  ticket_ =
      context_.admission.check(message, remote_, Clock::now(), [this, message](const Admission::Verdict& verdict) {
        const bool waited = ticket_ != nullptr;
        ticket_ = nullptr;
        enter(message, verdict);
        if (!waited) return;
        connection_.resume();
        context_.poller.wake();
      });
  if (ticket_) connection_.pause();
}

void Client::resume(const protocol::JoinRoom& message) {
  try {
    member_ = &context_.rooms.resume(message, *this);
    ++context_.metrics.resumes;
    member_->from = remote_.text;
    log_entered("resume", *member_);
  } catch (const room::ForgedToken&) {
    context_.admission.count_forgery(remote_, Clock::now());
    throw;
  }
}

void Client::enter(const protocol::JoinRoom& message, const Admission::Verdict& verdict) {
  if (!connection_.open()) return;
  try {
    if (const auto* refusal = std::get_if<ProtocolError>(&verdict)) throw ProtocolError(*refusal);
    member_ = &context_.rooms.join(message, std::get<room::Entry>(verdict), *this);
    ++context_.metrics.joins;
    member_->from = remote_.text;
    log_entered("join", *member_);
  } catch (const ProtocolError& error) {
    refuse(error, &message);
  }
}

void Client::handle(const protocol::LeaveRoom&, const protocol::ClientFrame& frame) {
  static_cast<void>(member(frame));
  leave(protocol::LeaveReason::left);
  connection_.close(CloseCode::normal, "left");
}

void Client::handle(const protocol::MediaStateChange& message, const protocol::ClientFrame& frame) {
  auto& self = member(frame);
  context_.rooms.set_media(self, message.media, frame.relayed(self.user.id));
}

void Client::handle(const protocol::Kick& message, const protocol::ClientFrame& frame) {
  context_.rooms.kick(member(frame), message);
}

void Client::handle(const protocol::MuteRequest& message, const protocol::ClientFrame& frame) {
  const auto& self = member(frame);
  context_.rooms.relay_as_moderator(self, message.peer, frame.relayed(self.user.id), frame.type());
}

void Client::handle(const protocol::Ping&, const protocol::ClientFrame&) {
  send(serialize(protocol::ServerMessage(protocol::Pong{})));
}

template <class Message>
void Client::handle(const Message& message, const protocol::ClientFrame& frame) {
  const auto& self = member(frame);
  context_.rooms.relay(self, message.peer, frame.relayed(self.user.id), frame.type());
}

room::Member& Client::member(const protocol::ClientFrame& frame) const {
  if (!member_) throw ProtocolError("not-joined", "join a room first", frame.type());
  return *member_;
}

void Client::leave(protocol::LeaveReason reason) {
  if (member_) context_.rooms.leave(*std::exchange(member_, nullptr), reason);
}

void Client::part() {
  if (!member_) return;
  if (!connection_.lost()) return leave(protocol::LeaveReason::lost);
  context_.rooms.lose(*std::exchange(member_, nullptr));
}

void Client::on_flood() {
  // A new connection is not better off: its joins are counted by address.
  const auto seconds = std::ceil(static_cast<double>(context_.limits.max_message_burst) /
                                 static_cast<double>(context_.limits.max_message_rate));
  tell({"rate-limited", "too many messages in a short time", std::nullopt, seconds});
}

void Client::refuse(const ProtocolError& error, const protocol::JoinRoom* asked) {
  if (error.code() == "unknown-type") context_.metrics.messages.add("unknown");
  protocol::ErrorMessage message{error.code(), error.what(), std::nullopt, std::nullopt};
  if (!error.about().empty()) message.about = error.about();
  if (error.retry_after()) message.retry_after = static_cast<double>(error.retry_after()->count());
  tell(message, asked);
  if (error.code() == "bad-message" && ++bad_messages_ == max_bad_messages)
    connection_.close(CloseCode::refused, "too many bad messages");
}

void Client::tell(const protocol::ErrorMessage& error, const protocol::JoinRoom* asked) {
  context_.metrics.refusals.add(error.code);
  send(serialize(protocol::ServerMessage(error)));
  const auto code = fatal(error.code);
  // Others do not end the connection: a line for each would let a client fill the log.
  if (code || asked) log_refused(error.code, remote_, asked);
  if (code) connection_.close(*code, error.code);
}

void Client::removed(const protocol::ErrorMessage& why) {
  member_ = nullptr;
  tell(why);
}

}  // namespace vchat::server
