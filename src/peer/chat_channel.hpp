// Text chat over the data channel labelled "chat".
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gst/webrtc/webrtc.h>

#include "glib/executor.hpp"
#include "glib/signal.hpp"

namespace vchat::peer {

/// The most characters that one message may have (docs/protocol.md).
inline constexpr std::size_t max_chat_characters = 4000;

/// {"type":"chat","text":…} as one line of JSON. Reentrant.
[[nodiscard]] std::string format_chat(std::string_view text);

/// The text of a chat message; nothing for another type, for what is not JSON, and for what is too long. Reentrant.
[[nodiscard]] std::optional<std::string> parse_chat(const std::string& json);

/// One data channel. Thread-bound.
class ChatChannel : public std::enable_shared_from_this<ChatChannel> {
 public:
  /// `on_text` is called on the executor's context. Nothing is handed on before trust().
  [[nodiscard]] static std::shared_ptr<ChatChannel> create(glib::RefPtr<GstWebRTCDataChannel> channel,
                                                           const glib::Executor& executor,
                                                           std::function<void(std::string)> on_text);

  [[nodiscard]] bool is(const GstWebRTCDataChannel* channel) const { return channel_.get() == channel; }
  /// The certificate of the other side has been checked: what came until now is handed on, and all that comes.
  void trust();
  /// False if the channel is not open, or `text` is empty, too long or not UTF-8.
  bool send(std::string_view text);
  /// No callback after this.
  void stop();

 private:
  ChatChannel(glib::RefPtr<GstWebRTCDataChannel> channel, std::function<void(std::string)> on_text);
  void receive(const std::string& json);

  glib::RefPtr<GstWebRTCDataChannel> channel_;
  std::function<void(std::string)> on_text_;
  bool trusted_ = false;
  std::vector<std::string> waiting_;
  glib::ScopedSignal on_message_;
};

}  // namespace vchat::peer
