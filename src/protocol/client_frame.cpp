#include "protocol/client_frame.hpp"

#include "protocol/fields.hpp"
#include "protocol/names.hpp"
#include "protocol/protocol_error.hpp"

namespace vchat::protocol {

namespace {

constexpr std::size_t max_type = 64;
constexpr std::size_t max_name_bytes = 1'024;
constexpr std::size_t max_password = 1'024;
constexpr std::size_t max_token = 8'192;
constexpr std::size_t max_id = 64;
constexpr std::size_t max_reason = 256;
constexpr std::size_t max_resume = 1'024;

json::Object read_frame(std::string_view json) {
  if (json.size() > max_frame_bytes) throw ProtocolError("bad-message", "the frame is longer than 64 KiB");
  try {
    return json::Object(json);
  } catch (const json::Malformed& error) {
    throw ProtocolError("bad-message", error.what());
  }
}

JoinRoom read_join_room(const json::Object& object) {
  JoinRoom join;
  auto room = room_name(text_field(object, "room", 0, max_name_bytes));
  if (!room) {
    throw ProtocolError("bad-name", "a room name has 1 to 64 letters, digits, '.', '_' or '-'", "join-room");
  }
  auto name = user_name(text_field(object, "name", 0, max_name_bytes));
  if (!name) throw ProtocolError("bad-name", "a user name has 1 to 64 characters that can be shown", "join-room");
  join.room = std::move(*room);
  join.name = std::move(*name);
  join.password = optional_text_field(object, "password", max_password);
  join.token = optional_text_field(object, "token", max_token);
  join.resume = optional_text_field(object, "resume", max_resume);
  join.codecs = optional_codecs_field(object);
  join.media = optional_media_field(object);
  return join;
}

ClientMessage read_message(const std::string& type, const json::Object& object) {
  if (type == "ice-candidate") return read_ice_candidate(object, "to");
  if (type == "offer") return read_offer(object, "to");
  if (type == "answer") return read_answer(object, "to");
  if (type == "session-close") return read_session_close(object, "to");
  if (type == "media-state") return MediaStateChange{{}, media_fields(object)};
  if (type == "join-room") return read_join_room(object);
  if (type == "leave-room") return LeaveRoom{};
  if (type == "kick")
    return Kick{text_field(object, "to", 1, max_id), optional_text_field(object, "reason", max_reason)};
  if (type == "mute-request") return read_mute_request(object, "to");
  if (type == "ping") return Ping{};
  throw ProtocolError("unknown-type", "this server does not know the message type", type);
}

std::string read_type(const json::Object& object) {
  try {
    return text_field(object, "type", 1, max_type);
  } catch (const BadField& error) {
    throw ProtocolError("bad-message", error.what());
  }
}

ClientMessage read_checked(const std::string& type, const json::Object& object) {
  try {
    return read_message(type, object);
  } catch (const BadField& error) {
    throw ProtocolError("bad-message", error.what(), type);
  } catch (const json::Malformed& error) {
    throw ProtocolError("bad-message", error.what(), type);
  }
}

}  // namespace

ClientFrame::ClientFrame(std::string_view json)
    : object_(read_frame(json)), type_(read_type(object_)), message_(read_checked(type_, object_)) {}

std::string ClientFrame::relayed(std::string_view from) const {
  std::string text = "{\"from\":";
  json::append_string(text, from);
  for (const auto& member : object_.members()) {
    if (member.key == "to" || member.key == "from") continue;
    text += ',';
    text += member.raw;
  }
  text += '}';
  if (text.size() > max_frame_bytes) throw ProtocolError("bad-message", "the frame is too long to relay", type_);
  return text;
}

ClientMessage parse_client_message(std::string_view json) {
  return ClientFrame(json).message();
}

}  // namespace vchat::protocol
