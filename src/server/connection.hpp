// One WebSocket connection of the server, from the upgrade to the end.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gio/gio.h>

#include "glib/ref_ptr.hpp"
#include "server/limits.hpp"
#include "server/metrics.hpp"
#include "server/poller.hpp"
#include "server/websocket_codec.hpp"
#include "util/token_bucket.hpp"

namespace vchat::server {

using Clock = std::chrono::steady_clock;

/// Reads and writes frames, answers pings and closings. What is sent is queued until flush(), so that several messages
/// of one batch leave in one write. An idle connection holds no buffer. Thread-bound.
class Connection final : private Poller::Watched {
 public:
  /// What is told to the owner, from inside on_ready; it must not destroy the connection there.
  class Handler {
   public:
    virtual void on_text(std::string_view frame) = 0;
    /// More frames than the limits allow have come; what follows is still handed over.
    virtual void on_flood() = 0;
    /// flush() is wanted at the end of the batch.
    virtual void on_queued() = 0;
    /// Nothing comes any more: the client said goodbye, broke the framing, or is gone. Called once, unless close() was
    /// called before.
    virtual void on_ended() = 0;

   protected:
    ~Handler() = default;
  };

  /// How long a client may take to answer a closing.
  static constexpr std::chrono::seconds close_timeout{5};

  /// Takes over a stream that was upgraded, plain or TLS. `socket` is below it. Frames, their rate and the queue are
  /// bounded by `limits`, clients dropped for their queue counted in `metrics`; both outlive the connection.
  /// @throws std::system_error
  Connection(Poller& poller, const Limits& limits, Metrics& metrics, Handler& handler, glib::RefPtr<GIOStream> stream,
             const glib::RefPtr<GSocket>& socket);
  ~Connection();

  /// Reads what came together with the upgrade; call once, right after construction.
  void start();

  /// Queues a text frame; ends the connection with 1013 if Limits::max_send_queue is passed. False if it is closing,
  /// or does now.
  bool send_text(std::string_view text);
  void ping();
  /// Queues a closing. What came before it is sent first.
  void close(CloseCode code, std::string_view reason);
  /// Reads no more until resume(), so that what the client sends waits with it and not here. Both may be called from
  /// inside on_text().
  void pause();
  void resume();
  /// Writes as much of the queue as the socket takes.
  void flush();

  /// False from the moment that either side closes.
  [[nodiscard]] bool open() const noexcept { return state_ == State::open; }
  /// Of one that is not open: true if it was lost, false if either side meant to end it (docs/protocol.md, "Resume").
  [[nodiscard]] bool lost() const noexcept { return !meant_; }
  /// Takes the texts out of the queue that will not arrive from here, in order: of one that is open, those that are not
  /// on their way; of one that is dead, those that were not written in full.
  [[nodiscard]] std::vector<std::string> take_unsent();
  /// True when the connection is over and may be destroyed.
  [[nodiscard]] bool dead(Clock::time_point now) const noexcept;
  /// When the last bytes came.
  [[nodiscard]] Clock::time_point last_heard() const noexcept { return last_heard_; }

 private:
  // closing: a close frame is on its way, the client's is awaited. ending: both are there, the queue is still to be
  // sent. draining: what the client sends can no longer be read; it is thrown away until the client hangs up.
  enum class State { open, closing, ending, draining, dead };

  void on_ready(bool readable, bool writable) override;
  void watch();
  void receive();
  /// Handles the frames in `bytes` and keeps the rest.
  void take(std::span<char> bytes);
  /// Returns what is left: the beginning of a frame, or all after the one that led to pause().
  std::span<char> take_frames(std::span<char> bytes);
  void on_frame(const Frame& frame);
  void on_data(const Frame& frame);
  void deliver(std::string_view text);
  void on_close(std::string_view payload);
  void queue(Opcode opcode, std::string_view payload);
  /// For what the client or others can make as much of as they like.
  void queue_bounded(Opcode opcode, std::string_view payload);
  void queue_close(CloseCode code, std::string_view reason);
  /// The end of what is on its way, whole frames.
  [[nodiscard]] std::size_t end_of_begun() const;
  /// The end of the last frame that has been written up to `position` in full.
  [[nodiscard]] std::size_t frames_before(std::size_t position) const;
  void die();
  void tell_ended();

  Poller& poller_;
  const Limits& limits_;
  Metrics& metrics_;
  Handler& handler_;
  glib::RefPtr<GIOStream> stream_;
  int fd_;
  State state_ = State::open;
  bool waits_for_space_ = false;
  bool paused_ = false;
  bool told_ended_ = false;
  bool meant_ = false;
  std::string incoming_;                // what take_frames() left
  std::optional<std::string> message_;  // the parts of a fragmented message so far
  std::string outgoing_;                // begins with a frame's first byte; kept at the end, for take_unsent()
  std::size_t written_ = 0;             // of `outgoing_`
  Clock::time_point last_heard_ = Clock::now();
  util::TokenBucket frames_;
  Clock::time_point closed_at_{};
};

}  // namespace vchat::server
