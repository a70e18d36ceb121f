// Messages into JSON.
#include "protocol/fields.hpp"
#include "protocol/json_writer.hpp"

namespace vchat::protocol {

namespace {

using json::Writer;

Writer& add_flags(Writer& writer, const MediaState& media) {
  writer.flag("audio", media.audio).flag("video", media.video).flag("screen", media.screen);
  return media.recording ? writer.flag("recording", true) : writer;
}

Writer& add_media(Writer& writer, const MediaState& media) {
  Writer flags;
  return writer.raw("media", add_flags(flags, media).finish());
}

template <class Enum, std::size_t Count>
std::string_view name_of(Enum value, const std::string_view (&names)[Count]) {
  return names[static_cast<std::size_t>(value)];
}

Writer typed(std::string_view type) {
  Writer writer;
  writer.text("type", type);
  return writer;
}

std::string candidate_json(const Candidate& candidate) {
  return Writer()
      .text("candidate", candidate.candidate)
      .text_if("sdpMid", candidate.sdp_mid)
      .number("sdpMLineIndex", candidate.sdp_m_line_index)
      .finish();
}

std::string user_json(const User& user) {
  Writer writer;
  writer.text("id", user.id).text("name", user.name).whole("joined", user.joined).texts("codecs", user.codecs);
  return add_media(writer, user.media).flag("moderator", user.moderator).finish();
}

std::string ice_server_json(const IceServer& server) {
  return Writer()
      .texts("urls", server.urls)
      .text_unless_empty("username", server.username)
      .text_unless_empty("credential", server.credential)
      .finish();
}

/// `peer_key` is `to` in what a client sends and `from` in what a server sends.
class Serializer {
 public:
  explicit Serializer(std::string_view peer_key) : peer_key_(peer_key) {}

  std::string operator()(const Offer& offer) const {
    return typed("offer")
        .text(peer_key_, offer.peer)
        .text("session", offer.session)
        .text("purpose", name_of(offer.purpose, purpose_names))
        .text_if("replaces", offer.replaces)
        .text("sdp", offer.sdp)
        .finish();
  }
  std::string operator()(const Answer& answer) const {
    return typed("answer")
        .text(peer_key_, answer.peer)
        .text("session", answer.session)
        .text("sdp", answer.sdp)
        .finish();
  }
  std::string operator()(const IceCandidate& message) const {
    return typed("ice-candidate")
        .text(peer_key_, message.peer)
        .text("session", message.session)
        .raw("candidate", message.candidate ? candidate_json(*message.candidate) : "null")
        .finish();
  }
  std::string operator()(const SessionClose& message) const {
    return typed("session-close")
        .text(peer_key_, message.peer)
        .text("session", message.session)
        .text("reason", name_of(message.reason, close_reason_names))
        .finish();
  }
  std::string operator()(const MediaStateChange& change) const {
    auto writer = typed("media-state");
    return add_flags(writer.text_unless_empty(peer_key_, change.peer), change.media).finish();
  }
  std::string operator()(const JoinRoom& join) const {
    auto writer = typed("join-room");
    writer.text("room", join.room)
        .text("name", join.name)
        .text_if("password", join.password)
        .text_if("token", join.token)
        .text_if("resume", join.resume)
        .texts("codecs", join.codecs);
    return add_media(writer, join.media).finish();
  }
  std::string operator()(const Kick& kick) const {
    return typed("kick").text(peer_key_, kick.peer).text_if("reason", kick.reason).finish();
  }
  std::string operator()(const MuteRequest& request) const {
    return typed("mute-request").text(peer_key_, request.peer).finish();
  }
  std::string operator()(const LeaveRoom&) const { return typed("leave-room").finish(); }
  std::string operator()(const Ping&) const { return typed("ping").finish(); }
  std::string operator()(const Pong&) const { return typed("pong").finish(); }
  std::string operator()(const RoomUsers& message) const {
    const auto self = Writer()
                          .text("id", message.self_id)
                          .text("name", message.self_name)
                          .flag("moderator", message.self_moderator)
                          .whole("joined", message.self_joined)
                          .finish();
    return typed("room-users")
        .text("room", message.room)
        .raw("self", self)
        .array("users", message.users, &user_json)
        .array("iceServers", message.ice_servers, &ice_server_json)
        .text("topology", message.topology)
        .text("resume", message.resume)
        .number("resumeSeconds", message.resume_seconds)
        .finish();
  }
  std::string operator()(const UserJoined& message) const {
    return typed("user-joined").raw("user", user_json(message.user)).finish();
  }
  std::string operator()(const UserDisconnected& message) const {
    return typed("user-disconnected")
        .text("id", message.id)
        .text("reason", name_of(message.reason, leave_reason_names))
        .finish();
  }
  std::string operator()(const ErrorMessage& error) const {
    auto writer = typed("error");
    writer.text("code", error.code).text("message", error.message).text_if("about", error.about);
    if (error.retry_after) writer.number("retryAfter", *error.retry_after);
    return writer.finish();
  }

 private:
  std::string_view peer_key_;
};

}  // namespace

std::string serialize(const ClientMessage& message) {
  return std::visit(Serializer("to"), message);
}
std::string serialize(const ServerMessage& message) {
  return std::visit(Serializer("from"), message);
}

}  // namespace vchat::protocol
