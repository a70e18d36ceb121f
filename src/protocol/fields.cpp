#include "protocol/fields.hpp"

namespace vchat::protocol {

namespace {

// docs/protocol.md, "Lengths".
constexpr std::size_t max_id = 64;
constexpr std::size_t max_session = 32;
constexpr std::size_t max_sdp = 60'000;
constexpr std::size_t max_candidate = 2'048;
constexpr std::size_t max_mid = 64;
constexpr std::size_t max_codecs = 16;
constexpr std::size_t max_codec = 32;
constexpr std::uint32_t max_m_line = 65'535;

const json::Value* present(const json::Object& object, std::string_view key) {
  const auto* value = object.find(key);
  return value && value->kind() != json::Kind::null ? value : nullptr;
}

std::string text_of(const json::Value& value, std::string_view key, std::size_t min, std::size_t max) {
  auto text = value.text();
  if (!text || text->size() < min || text->size() > max)
    throw BadField(key, "a string of " + std::to_string(min) + " to " + std::to_string(max) + " bytes without NUL");
  return std::move(*text);
}

bool flag_field(const json::Object& object, std::string_view key) {
  const auto flag = required(object, key).boolean();
  if (!flag) throw BadField(key, "true or false");
  return *flag;
}

bool is_session(std::string_view text) {
  return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
         std::string_view::npos;
}

std::string session_of(std::string text, std::string_view key) {
  if (text.empty() || !is_session(text)) throw BadField(key, "1 to 32 characters of A-Za-z0-9_-");
  return text;
}

std::string session_field(const json::Object& object) {
  return session_of(text_field(object, "session", 1, max_session), "session");
}

Candidate read_candidate(const json::Object& object) {
  Candidate candidate;
  candidate.candidate = text_field(object, "candidate", 0, max_candidate);
  candidate.sdp_mid = optional_text_field(object, "sdpMid", max_mid);
  const auto* index = present(object, "sdpMLineIndex");
  if (!index && !candidate.sdp_mid) throw BadField("sdpMLineIndex", "there where 'sdpMid' is not");
  const auto line = index ? index->integer() : 0;
  if (!line || *line > max_m_line) throw BadField("sdpMLineIndex", "a whole number of 0 to 65535");
  candidate.sdp_m_line_index = *line;
  return candidate;
}

}  // namespace

const json::Value& required(const json::Object& object, std::string_view key) {
  const auto* value = object.find(key);
  if (!value) throw BadField(key, "there");
  return *value;
}

std::string text_field(const json::Object& object, std::string_view key, std::size_t min, std::size_t max) {
  return text_of(required(object, key), key, min, max);
}

std::optional<std::string> optional_text_field(const json::Object& object, std::string_view key, std::size_t max) {
  const auto* value = present(object, key);
  return value ? std::optional(text_of(*value, key, 0, max)) : std::nullopt;
}

json::Object as_object(const json::Value& value, std::string_view key) {
  if (value.kind() != json::Kind::object) throw BadField(key, "an object");
  return json::Object(value.raw());
}

json::Object object_field(const json::Object& object, std::string_view key) {
  return as_object(required(object, key), key);
}

bool optional_flag_field(const json::Object& object, std::string_view key) {
  return present(object, key) && flag_field(object, key);
}

MediaState media_fields(const json::Object& object) {
  return {flag_field(object, "audio"), flag_field(object, "video"), flag_field(object, "screen"),
          optional_flag_field(object, "recording")};
}

MediaState optional_media_field(const json::Object& object) {
  const auto* media = present(object, "media");
  return media ? media_fields(as_object(*media, "media")) : MediaState{};
}

std::vector<std::string> optional_codecs_field(const json::Object& object) {
  std::vector<std::string> codecs;
  const auto* value = present(object, "codecs");
  if (!value) return codecs;
  const auto elements = value->elements();
  if (!elements || elements->size() > max_codecs) throw BadField("codecs", "an array of at most 16 strings");
  for (const auto& element : *elements) codecs.push_back(text_of(element, "codecs", 1, max_codec));
  return codecs;
}

Offer read_offer(const json::Object& object, std::string_view peer_key) {
  Offer offer;
  offer.peer = text_field(object, peer_key, 1, max_id);
  offer.session = session_field(object);
  offer.purpose = enum_field<Purpose>(object, "purpose", purpose_names);
  offer.replaces = optional_text_field(object, "replaces", max_session);
  if (offer.replaces) offer.replaces = session_of(*offer.replaces, "replaces");
  offer.sdp = text_field(object, "sdp", 1, max_sdp);
  return offer;
}

Answer read_answer(const json::Object& object, std::string_view peer_key) {
  return {text_field(object, peer_key, 1, max_id), session_field(object), text_field(object, "sdp", 1, max_sdp)};
}

IceCandidate read_ice_candidate(const json::Object& object, std::string_view peer_key) {
  IceCandidate message{text_field(object, peer_key, 1, max_id), session_field(object), std::nullopt};
  if (required(object, "candidate").kind() != json::Kind::null)
    message.candidate = read_candidate(object_field(object, "candidate"));
  return message;
}

MuteRequest read_mute_request(const json::Object& object, std::string_view peer_key) {
  return {text_field(object, peer_key, 1, max_id)};
}

SessionClose read_session_close(const json::Object& object, std::string_view peer_key) {
  return {text_field(object, peer_key, 1, max_id), session_field(object),
          enum_field<CloseReason>(object, "reason", close_reason_names)};
}

}  // namespace vchat::protocol
