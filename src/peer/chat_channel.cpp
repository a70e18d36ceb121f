#include "peer/chat_channel.hpp"

#include <memory>

#include <json-glib/json-glib.h>

#include "glib/owned.hpp"

namespace vchat::peer {

namespace {

constexpr std::size_t max_waiting = 64;
// A character of UTF-8 has at most 4 bytes, in JSON at most 12 ("\ud83d\ude00").
constexpr std::size_t max_json_bytes = max_chat_characters * 12 + 256;

bool fits(std::string_view text) {
  return !text.empty() && text.size() <= max_chat_characters * 4 &&
         g_utf8_validate_len(text.data(), text.size(), nullptr) &&
         g_utf8_strlen(text.data(), static_cast<gssize>(text.size())) <= static_cast<glong>(max_chat_characters);
}

}  // namespace

std::string format_chat(std::string_view text) {
  auto* object = json_object_new();
  json_object_set_string_member(object, "type", "chat");
  json_object_set_string_member(object, "text", std::string(text).c_str());
  const std::unique_ptr<JsonNode, glib::FreeWith<json_node_unref>> root(json_node_new(JSON_NODE_OBJECT));
  json_node_take_object(root.get(), object);
  return glib::GCharPtr(json_to_string(root.get(), FALSE)).get();
}

std::optional<std::string> parse_chat(const std::string& json) {
  if (json.size() > max_json_bytes || !g_utf8_validate_len(json.data(), json.size(), nullptr)) return std::nullopt;
  const std::unique_ptr<JsonNode, glib::FreeWith<json_node_unref>> root(json_from_string(json.c_str(), nullptr));
  if (!root || !JSON_NODE_HOLDS_OBJECT(root.get())) return std::nullopt;
  auto* object = json_node_get_object(root.get());
  const auto string_member = [&](const char* name) -> const char* {
    auto* node = json_object_get_member(object, name);
    return node && json_node_get_value_type(node) == G_TYPE_STRING ? json_node_get_string(node) : nullptr;
  };
  const char* type = string_member("type");
  const char* text = string_member("text");
  if (!type || !text || std::string_view(type) != "chat" || !fits(text)) return std::nullopt;
  return text;
}

std::shared_ptr<ChatChannel> ChatChannel::create(glib::RefPtr<GstWebRTCDataChannel> channel, glib::Executor executor,
                                                 std::function<void(std::string)> on_text) {
  const std::shared_ptr<ChatChannel> chat(new ChatChannel(std::move(channel), std::move(on_text)));
  chat->on_message_ = glib::connect_posted<const char*>(
      chat->channel_.get(), "on-message-string", std::move(executor), std::weak_ptr(chat),
      [](ChatChannel& self, const std::string& json) { self.receive(json); });
  return chat;
}

ChatChannel::ChatChannel(glib::RefPtr<GstWebRTCDataChannel> channel, std::function<void(std::string)> on_text)
    : channel_(std::move(channel)), on_text_(std::move(on_text)) {}

void ChatChannel::receive(const std::string& json) {
  if (!trusted_) {
    if (waiting_.size() < max_waiting) waiting_.push_back(json);
    return;
  }
  if (!on_text_) return;
  if (auto text = parse_chat(json)) on_text_(std::move(*text));
}

void ChatChannel::trust() {
  trusted_ = true;
  for (const auto& json : std::exchange(waiting_, {})) receive(json);
}

bool ChatChannel::send(std::string_view text) {
  GstWebRTCDataChannelState state{};
  g_object_get(channel_.get(), "ready-state", &state, nullptr);
  if (state != GST_WEBRTC_DATA_CHANNEL_STATE_OPEN || !trusted_ || !fits(text)) return false;
  gst_webrtc_data_channel_send_string(channel_.get(), format_chat(text).c_str());
  return true;
}

void ChatChannel::stop() {
  on_message_.reset();
  on_text_ = nullptr;
}

}  // namespace vchat::peer
