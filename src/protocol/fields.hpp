// The fields that several messages share, read out of a JSON object. Internal to src/protocol.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json.hpp"
#include "protocol/messages.hpp"

namespace vchat::protocol {

/// A field is missing or of the wrong type or length; becomes a `bad-message`.
class BadField : public std::runtime_error {
 public:
  BadField(std::string_view key, std::string_view must)
      : std::runtime_error("'" + std::string(key) + "' must be " + std::string(must)) {}
};

// All of these throw BadField; what is optional may also be null. Lengths are in bytes of UTF-8.

[[nodiscard]] const json::Value& required(const json::Object& object, std::string_view key);
[[nodiscard]] std::string text_field(const json::Object& object, std::string_view key, std::size_t min,
                                     std::size_t max);
[[nodiscard]] std::optional<std::string> optional_text_field(const json::Object& object, std::string_view key,
                                                             std::size_t max);
[[nodiscard]] json::Object object_field(const json::Object& object, std::string_view key);
[[nodiscard]] json::Object as_object(const json::Value& value, std::string_view key);
[[nodiscard]] bool optional_flag_field(const json::Object& object, std::string_view key);
[[nodiscard]] MediaState media_fields(const json::Object& object);
[[nodiscard]] MediaState optional_media_field(const json::Object& object);
[[nodiscard]] std::vector<std::string> optional_codecs_field(const json::Object& object);

/// The value of `names` at the place where `key` says it is.
template <class Enum, std::size_t Count>
[[nodiscard]] Enum enum_field(const json::Object& object, std::string_view key,
                              const std::string_view (&names)[Count]) {
  const auto text = text_field(object, key, 1, 32);
  std::string known;
  for (std::size_t i = 0; i < Count; ++i) {
    if (text == names[i]) return static_cast<Enum>(i);
    known += (i == 0 ? "" : i + 1 == Count ? " or " : ", ") + std::string(names[i]);
  }
  throw BadField(key, known);
}

// In the order of the enumerators.
inline constexpr std::string_view purpose_names[] = {"call", "screen"};
inline constexpr std::string_view close_reason_names[] = {"done", "failed", "rejected"};
inline constexpr std::string_view leave_reason_names[] = {"left", "lost", "kicked"};

/// The messages that are relayed, which a client sends with `to` and gets with `from`: `peer_key` is one of the two.
[[nodiscard]] Offer read_offer(const json::Object& object, std::string_view peer_key);
[[nodiscard]] Answer read_answer(const json::Object& object, std::string_view peer_key);
[[nodiscard]] IceCandidate read_ice_candidate(const json::Object& object, std::string_view peer_key);
[[nodiscard]] SessionClose read_session_close(const json::Object& object, std::string_view peer_key);
[[nodiscard]] MuteRequest read_mute_request(const json::Object& object, std::string_view peer_key);

}  // namespace vchat::protocol
