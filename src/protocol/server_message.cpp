// Reads what a server sends.
#include "protocol/fields.hpp"
#include "protocol/names.hpp"
#include "protocol/protocol_error.hpp"

namespace vchat::protocol {

namespace {

constexpr std::size_t max_id = 64;
constexpr std::size_t max_short = 64;
constexpr std::size_t max_text = 1'024;
constexpr std::size_t max_resume = 1'024;
constexpr double max_time = 9007199254740991;  // 2^53 - 1: a whole number in JSON everywhere

std::string name_field(const json::Object& object, std::string_view key,
                       std::optional<std::string> (*rule)(std::string_view)) {
  auto name = rule(text_field(object, key, 1, max_text));
  if (!name) throw BadField(key, "a name as the protocol allows it");
  return std::move(*name);
}

/// A server of version 1 may not say it.
std::int64_t joined_field(const json::Object& object) {
  const auto* value = object.find("joined");
  if (!value || value->kind() == json::Kind::null) return 0;
  const auto time = value->number();
  if (!time || *time < 0 || *time > max_time) throw BadField("joined", "a time in milliseconds");
  return static_cast<std::int64_t>(*time);
}

User read_user(const json::Object& object) {
  return {text_field(object, "id", 1, max_id), name_field(object, "name", &user_name),   optional_codecs_field(object),
          optional_media_field(object),        optional_flag_field(object, "moderator"), joined_field(object)};
}

std::vector<json::Value> array_field(const json::Object& object, std::string_view key) {
  auto elements = required(object, key).elements();
  if (!elements) throw BadField(key, "an array");
  return std::move(*elements);
}

/// RTCIceServer.urls is one string or several.
std::vector<std::string> read_urls(const json::Object& object) {
  const auto& value = required(object, "urls");
  std::vector<std::string> urls;
  for (const auto& element : value.elements().value_or(std::vector{value})) {
    auto url = element.text();
    if (!url || url->empty() || url->size() > max_text) throw BadField("urls", "a URL or an array of them");
    urls.push_back(std::move(*url));
  }
  return urls;
}

IceServer read_ice_server(const json::Object& object) {
  return {read_urls(object), optional_text_field(object, "username", max_text).value_or(""),
          optional_text_field(object, "credential", max_text).value_or("")};
}

RoomUsers read_room_users(const json::Object& object) {
  RoomUsers message;
  message.room = name_field(object, "room", &room_name);
  const auto self = object_field(object, "self");
  message.self_id = text_field(self, "id", 1, max_id);
  message.self_name = name_field(self, "name", &user_name);
  message.self_moderator = optional_flag_field(self, "moderator");
  message.self_joined = joined_field(self);
  for (const auto& user : array_field(object, "users")) message.users.push_back(read_user(as_object(user, "users")));
  for (const auto& server : array_field(object, "iceServers"))
    message.ice_servers.push_back(read_ice_server(as_object(server, "iceServers")));
  message.topology = text_field(object, "topology", 1, max_short);
  message.resume = text_field(object, "resume", 0, max_resume);
  const auto seconds = required(object, "resumeSeconds").integer();
  if (!seconds) throw BadField("resumeSeconds", "a whole number of seconds");
  message.resume_seconds = *seconds;
  return message;
}

ErrorMessage read_error(const json::Object& object) {
  ErrorMessage error;
  error.code = text_field(object, "code", 1, max_short);
  error.message = text_field(object, "message", 0, max_text);
  error.about = optional_text_field(object, "about", max_short);
  const auto* retry = object.find("retryAfter");
  if (!retry || retry->kind() == json::Kind::null) return error;
  error.retry_after = retry->number();
  if (!error.retry_after || *error.retry_after < 0) throw BadField("retryAfter", "a number of seconds");
  return error;
}

ServerMessage read_message(const std::string& type, const json::Object& object) {
  if (type == "ice-candidate") return read_ice_candidate(object, "from");
  if (type == "offer") return read_offer(object, "from");
  if (type == "answer") return read_answer(object, "from");
  if (type == "session-close") return read_session_close(object, "from");
  if (type == "mute-request") return read_mute_request(object, "from");
  if (type == "media-state") return MediaStateChange{text_field(object, "from", 1, max_id), media_fields(object)};
  if (type == "room-users") return read_room_users(object);
  if (type == "user-joined") return UserJoined{read_user(object_field(object, "user"))};
  if (type == "user-disconnected") {
    return UserDisconnected{text_field(object, "id", 1, max_id),
                            enum_field<LeaveReason>(object, "reason", leave_reason_names)};
  }
  if (type == "pong") return Pong{};
  if (type == "error") return read_error(object);
  throw ProtocolError("unknown-type", "a message of a type that this version does not know", type);
}

}  // namespace

ServerMessage parse_server_message(std::string_view json) {
  std::string type;
  try {
    const json::Object object(json);
    type = text_field(object, "type", 1, max_short);
    return read_message(type, object);
  } catch (const BadField& error) {
    throw ProtocolError("bad-message", error.what(), type);
  } catch (const json::Malformed& error) {
    throw ProtocolError("bad-message", error.what(), type);
  }
}

}  // namespace vchat::protocol
