// Messages into JSON.
#include <array>
#include <charconv>

#include "protocol/fields.hpp"

namespace vchat::protocol {

namespace {

/// Writes one object; the closing brace comes with text().
class Writer {
 public:
  Writer() = default;
  explicit Writer(std::string_view type) { text("type", type); }

  Writer& text(std::string_view key, std::string_view value) {
    json::append_string(this->key(key), value);
    return *this;
  }
  Writer& text_if(std::string_view key, const std::optional<std::string>& value) {
    return value ? text(key, *value) : *this;
  }
  Writer& text_unless_empty(std::string_view key, std::string_view value) {
    return value.empty() ? *this : text(key, value);
  }
  Writer& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  Writer& number(std::string_view key, double value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return raw(key, std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
  }
  Writer& raw(std::string_view key, std::string_view json) {
    this->key(key) += json;
    return *this;
  }
  template <class Range, class ToJson>
  Writer& array(std::string_view key, const Range& values, ToJson to_json) {
    auto& out = this->key(key);
    out += '[';
    const char* separator = "";
    for (const auto& value : values) {
      out += separator;
      out += to_json(value);
      separator = ",";
    }
    out += ']';
    return *this;
  }
  Writer& texts(std::string_view key, const std::vector<std::string>& values) {
    return array(key, values, [](const std::string& value) {
      std::string quoted;
      json::append_string(quoted, value);
      return quoted;
    });
  }
  Writer& media_flags(const MediaState& media) {
    return flag("audio", media.audio).flag("video", media.video).flag("screen", media.screen);
  }
  Writer& media(const MediaState& media) { return raw("media", Writer().media_flags(media).finish()); }

  [[nodiscard]] std::string finish() { return std::move(json_ += json_.empty() ? "{}" : "}"); }

 private:
  std::string& key(std::string_view name) {
    json_ += json_.empty() ? '{' : ',';
    json::append_string(json_, name);
    return json_ += ':';
  }

  std::string json_;
};

template <class Enum, std::size_t Count>
std::string_view name_of(Enum value, const std::string_view (&names)[Count]) {
  return names[static_cast<std::size_t>(value)];
}

std::string candidate_json(const Candidate& candidate) {
  return Writer()
      .text("candidate", candidate.candidate)
      .text_if("sdpMid", candidate.sdp_mid)
      .number("sdpMLineIndex", candidate.sdp_m_line_index)
      .finish();
}

std::string user_json(const User& user) {
  return Writer().text("id", user.id).text("name", user.name).texts("codecs", user.codecs).media(user.media).finish();
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
    return Writer("offer")
        .text(peer_key_, offer.peer)
        .text("session", offer.session)
        .text("purpose", name_of(offer.purpose, purpose_names))
        .text_if("replaces", offer.replaces)
        .text("sdp", offer.sdp)
        .finish();
  }
  std::string operator()(const Answer& answer) const {
    return Writer("answer")
        .text(peer_key_, answer.peer)
        .text("session", answer.session)
        .text("sdp", answer.sdp)
        .finish();
  }
  std::string operator()(const IceCandidate& message) const {
    return Writer("ice-candidate")
        .text(peer_key_, message.peer)
        .text("session", message.session)
        .raw("candidate", message.candidate ? candidate_json(*message.candidate) : "null")
        .finish();
  }
  std::string operator()(const SessionClose& message) const {
    return Writer("session-close")
        .text(peer_key_, message.peer)
        .text("session", message.session)
        .text("reason", name_of(message.reason, close_reason_names))
        .finish();
  }
  std::string operator()(const MediaStateChange& change) const {
    return Writer("media-state").text_unless_empty(peer_key_, change.peer).media_flags(change.media).finish();
  }
  std::string operator()(const JoinRoom& join) const {
    return Writer("join-room")
        .text("room", join.room)
        .text("name", join.name)
        .text_if("password", join.password)
        .text_if("token", join.token)
        .text_if("resume", join.resume)
        .texts("codecs", join.codecs)
        .media(join.media)
        .finish();
  }
  std::string operator()(const LeaveRoom&) const { return Writer("leave-room").finish(); }
  std::string operator()(const RoomUsers& message) const {
    const auto self = Writer().text("id", message.self_id).text("name", message.self_name).finish();
    return Writer("room-users")
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
    return Writer("user-joined").raw("user", user_json(message.user)).finish();
  }
  std::string operator()(const UserDisconnected& message) const {
    return Writer("user-disconnected")
        .text("id", message.id)
        .text("reason", name_of(message.reason, leave_reason_names))
        .finish();
  }
  std::string operator()(const ErrorMessage& error) const {
    Writer writer("error");
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
