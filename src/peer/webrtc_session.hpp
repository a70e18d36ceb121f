// A session over GStreamer's webrtcbin.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gst/webrtc/webrtc.h>

#include "glib/executor.hpp"
#include "glib/owned.hpp"
#include "glib/signal.hpp"
#include "glib/source.hpp"
#include "peer/bandwidth.hpp"
#include "peer/chat_channel.hpp"
#include "peer/jitter_buffers.hpp"
#include "peer/pad_gate.hpp"
#include "peer/picture_watch.hpp"
#include "peer/receiver.hpp"
#include "peer/repair_limit.hpp"
#include "peer/sdp.hpp"
#include "peer/sender.hpp"
#include "peer/session.hpp"
#include "peer/stats.hpp"
#include "peer/traffic.hpp"

namespace vchat::peer {

using SessionDescriptionPtr =
    std::unique_ptr<GstWebRTCSessionDescription, glib::FreeWith<gst_webrtc_session_description_free>>;

/// See Session. Life: build → negotiate → connected and verified → failed or destroyed. Thread-bound; everything that
/// webrtcbin tells on its own threads is copied and posted.
class WebRtcSession final : public Session, public std::enable_shared_from_this<WebRtcSession> {
 public:
  WebRtcSession(SessionConfig config, std::string id, SessionObserver observer);
  ~WebRtcSession() override;

  /// Called once, right after construction.
  void start_offer(std::optional<std::string> replaces);
  void start_answer(const protocol::Offer& offer);

  [[nodiscard]] const std::string& id() const noexcept override { return id_; }
  [[nodiscard]] State state() const noexcept override { return state_; }
  void set_answer(const std::string& sdp) override;
  void add_candidate(const std::optional<protocol::Candidate>& candidate) override;
  bool send_chat(std::string_view text) override;
  void picture_switched() override;
  [[nodiscard]] bool picture_pauses() const override { return picture_watch_.pauses(); }
  void suspect() override;
  [[nodiscard]] std::shared_ptr<media::EncodedStream> received_video() const override;
  [[nodiscard]] std::shared_ptr<media::EncodedStream> received_audio() const override;
  void get_stats(std::function<void(SessionStats)> done) override;

 private:
  void build_webrtcbin();
  void build_receivers(std::optional<util::VideoCodec> codec);
  void connect_signals();
  void add_sender(const MediaLine& line);
  void play();
  void create_description(const char* signal);
  void on_description(GstWebRTCSessionDescription* description);
  void set_remote(GstWebRTCSDPType type, Description description);
  void add_to_webrtcbin(const protocol::Candidate& candidate);
  void adopt_chat(std::shared_ptr<ChatChannel> chat);
  /// The label of a channel that the other side opened is known.
  void channel_named(GstWebRTCDataChannel* channel, bool is_chat);
  [[nodiscard]] std::shared_ptr<ChatChannel> make_chat(GstWebRTCDataChannel* channel);
  void on_connection_state();
  void on_bus_message(GstMessage* message);
  void watch_bus();
  [[nodiscard]] std::optional<Fingerprint> remote_fingerprint() const;
  void verify();
  void speed_up_rtcp();
  /// From now on picture and sound are what the network carries.
  void adapt_to_network();
  void share_bandwidth();
  void remember_ssrcs();
  void check_liveness();
  void fail(const std::string& reason);
  [[nodiscard]] SessionStats figures(const RtpTotals& totals);
  /// Calls the observer from the main loop, if this session is still there then.
  template <class Member, class... Args>
  void tell(Member SessionObserver::*member, Args... args);

  glib::Executor executor_;
  SessionConfig config_;
  std::string id_;
  SessionObserver observer_;
  State state_ = State::connecting;
  std::optional<std::string> replaces_;

  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstElement> webrtcbin_;
  std::shared_ptr<Traffic> traffic_ = std::make_shared<Traffic>();
  std::shared_ptr<PadGate> gate_;
  std::shared_ptr<JitterBuffers> jitter_buffers_;
  std::unique_ptr<RepairLimit> repair_limit_;
  std::unique_ptr<VideoReceiver> video_receiver_;
  std::unique_ptr<AudioReceiver> audio_receiver_;
  std::vector<std::unique_ptr<Sender>> senders_;
  Sender* audio_sender_ = nullptr;
  Sender* video_sender_ = nullptr;
  Sender* feedback_sender_ = nullptr;     // at which feedback about all of them is heard
  std::set<unsigned> payload_types_;      // of what is sent
  std::unique_ptr<Bandwidth> bandwidth_;  // none if nothing is sent, or the other side gives no feedback
  PictureWatch picture_watch_;
  std::shared_ptr<ChatChannel> chat_;
  std::vector<std::shared_ptr<ChatChannel>> nameless_channels_;  // of the other side

  std::vector<std::string> local_mids_;
  std::optional<Fingerprint> expected_fingerprint_;  // there once the remote description is set
  std::vector<protocol::Candidate> early_candidates_;

  struct Interval {
    std::chrono::steady_clock::time_point since;
    RtpTotals totals;
    std::uint64_t sent = 0, received = 0, frames = 0;
  } interval_;

  struct Sent {
    congestion::Time at{};
    std::uint64_t audio = 0, video = 0;
    double sound_rate = 0;       // bit/s, smoothed
    congestion::Time picture{};  // the last time that there was one
  } sent_;

  std::vector<glib::ScopedSignal> signals_;
  glib::ScopedSource connect_timeout_;
  glib::ScopedSource liveness_timer_;
  glib::ScopedSource suspicion_timer_;
  glib::ScopedSource bandwidth_timer_;
  glib::ScopedSource bus_watch_;
};

template <class Member, class... Args>
void WebRtcSession::tell(Member SessionObserver::*member, Args... args) {
  executor_.post([weak = weak_from_this(), member, args...] {
    const auto self = weak.lock();
    if (!self || !(self->observer_.*member)) return;
    // A copy: the observer may destroy the session.
    const auto callback = self->observer_.*member;
    callback(args...);
  });
}

}  // namespace vchat::peer
