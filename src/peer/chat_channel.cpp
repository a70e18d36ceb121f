#include "peer/chat_channel.hpp"

#include <utility>

#include "protocol/json.hpp"

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
  std::string json = R"({"type":"chat","text":)";
  protocol::json::append_string(json, text);
  return json + "}";
}

std::optional<std::string> parse_chat(const std::string& json) {
  if (json.size() > max_json_bytes) return std::nullopt;
  try {
    const protocol::json::Object object(json);
    const auto* type = object.find("type");
    const auto* value = object.find("text");
    if (!type || !value || type->text() != "chat") return std::nullopt;
    auto text = value->text();
    return text && fits(*text) ? text : std::nullopt;
  } catch (const protocol::json::Malformed&) {
    return std::nullopt;
  }
}

std::shared_ptr<ChatChannel> ChatChannel::create(glib::RefPtr<GstWebRTCDataChannel> channel,
                                                 const glib::Executor& executor,
                                                 std::function<void(std::string)> on_text) {
  const std::shared_ptr<ChatChannel> chat(new ChatChannel(std::move(channel), std::move(on_text)));
  chat->on_message_ =
      glib::connect_posted<const char*>(chat->channel_.get(), "on-message-string", executor, std::weak_ptr(chat),
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
