// Building, watching and taking down; negotiation.cpp has the exchange of descriptions.
#define G_LOG_DOMAIN "vchat-peer"

#include "peer/webrtc_session.hpp"

#include <algorithm>

#include "media/clock.hpp"
#include "media/element.hpp"
#include "peer/certificate.hpp"
#include "peer/feedback.hpp"
#include "peer/ice_servers.hpp"
#include "peer/promise.hpp"
#include "util/error.hpp"

namespace vchat::peer {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Suspicion {
  milliseconds time;     // until it is held to be right
  milliseconds silence;  // that there must have been by then
};

constexpr auto connect_timeout = seconds(10);
constexpr auto silence_timeout = seconds(5);
constexpr auto liveness_period = milliseconds(500);
// Reports alone come ten times a second, from browsers at least sound.
constexpr Suspicion call_suspicion{milliseconds(800), milliseconds(700)};
// A screen that stands still has only the reports. A browser's come up to 1.5 s apart (libwebrtc's rtcp_sender.cc:
// every second, times 0.5 to 1.5), and one of them may be lost.
constexpr Suspicion screen_suspicion{milliseconds(3200), milliseconds(3100)};
constexpr auto bandwidth_period = milliseconds(100);
constexpr double sound_weight = 0.2;                  // of the newest tenth of a second
constexpr double most_for_sound = 0.4;                // of what the network carries, while there is a picture
constexpr congestion::Time picture_gone{20'000'000};  // longer than a picture pauses before it is tried again
constexpr std::size_t most_nameless_channels = 8;
constexpr guint stun_pacing_ms = 5;  // RFC 8445 section 14 asks for at least 5 ms between checks
constexpr guint64 rtcp_min_interval = 100 * GST_MSECOND;
constexpr guint64 twcc_interval = 100 * GST_MSECOND;  // without it one for each frame, which costs the sender dearly
constexpr double rtcp_session_bandwidth = 4e6;        // bit/s, of which RTCP may have 5 % (RFC 3550 section 6.2)

double share(std::int64_t part, std::int64_t whole) {
  return part > 0 && whole > 0 ? std::min(1.0, static_cast<double>(part) / static_cast<double>(whole)) : 0;
}

}  // namespace

WebRtcSession::WebRtcSession(SessionConfig config, std::string id, SessionObserver observer)
    : config_(std::move(config)),
      id_(std::move(id)),
      observer_(std::move(observer)),
      gate_(std::make_shared<PadGate>()) {
  interval_.since = std::chrono::steady_clock::now();
  build_webrtcbin();
}

// The order is that of WebKit's GStreamer endpoint: timers, signals, bus, NULL, clear.
WebRtcSession::~WebRtcSession() {
  liveness_timer_.reset();
  suspicion_timer_.reset();
  bandwidth_timer_.reset();
  connect_timeout_.reset();
  if (chat_) chat_->stop();
  for (const auto& channel : nameless_channels_) channel->stop();
  for (const auto& sender : senders_) sender->stop();
  signals_.clear();
  bus_watch_.reset();
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

void WebRtcSession::build_webrtcbin() {
  pipeline_ = glib::sink(gst_pipeline_new(nullptr));
  media::use_common_clock(GST_PIPELINE(pipeline_.get()));
  // Nothing here waits for the pipeline's latency: PlayoutDelay says when a picture is due.
  gst_pipeline_set_latency(GST_PIPELINE(pipeline_.get()), 0);
  webrtcbin_ = media::make_element("webrtcbin");
  gst_util_set_object_arg(G_OBJECT(webrtcbin_.get()), "bundle-policy", "max-bundle");
  if (config_.relay_only) gst_util_set_object_arg(G_OBJECT(webrtcbin_.get()), "ice-transport-policy", "relay");
  watch_traffic(GST_BIN(webrtcbin_.get()), traffic_);
  jitter_buffers_ =
      std::make_shared<JitterBuffers>(GST_BIN(webrtcbin_.get()), config_.purpose == protocol::Purpose::call);
  repair_limit_ = std::make_unique<RepairLimit>(GST_BIN(webrtcbin_.get()));
  gst_bin_add(GST_BIN(pipeline_.get()), webrtcbin_.get());

  glib::RefPtr<GObject> ice_agent;
  GObject* raw = nullptr;
  g_object_get(webrtcbin_.get(), "ice-agent", &raw, nullptr);
  ice_agent = glib::adopt(raw);
  if (g_object_class_find_property(G_OBJECT_GET_CLASS(ice_agent.get()), "agent")) {
    g_object_get(ice_agent.get(), "agent", &raw, nullptr);
    const auto nice = glib::adopt(raw);
    g_object_set(nice.get(), "ice-tcp", FALSE, "upnp", FALSE, "stun-pacing-timer", stun_pacing_ms,
                 "keepalive-conncheck", TRUE, nullptr);
  }
  const auto servers = ice_server_uris(config_.ice_servers);
  if (!servers.stun.empty()) g_object_set(webrtcbin_.get(), "stun-server", servers.stun.c_str(), nullptr);
  for (const auto& uri : servers.turns) {
    gboolean added = FALSE;
    g_signal_emit_by_name(webrtcbin_.get(), "add-turn-server", uri.c_str(), &added);
    if (!added) g_warning("a TURN server of the server's list cannot be used");
  }
}

void WebRtcSession::build_receivers(std::optional<util::VideoCodec> codec) {
  auto* bin = GST_BIN(pipeline_.get());
  if (codec)
    video_receiver_ = std::make_unique<VideoReceiver>(bin, *codec, config_.show_video, config_.voice,
                                                      [executor = executor_, weak = weak_from_this()](int w, int h) {
                                                        executor.post([weak, w, h] {
                                                          if (auto self = weak.lock())
                                                            self->tell(&SessionObserver::on_first_frame, w, h);
                                                        });
                                                      });
  if (config_.purpose == protocol::Purpose::screen) return;
  audio_receiver_ =
      std::make_unique<AudioReceiver>(bin, config_.voice, [executor = executor_, weak = weak_from_this()] {
        executor.post([weak] {
          if (auto self = weak.lock()) self->tell(&SessionObserver::on_first_audio);
        });
      });
}

/// Signals that webrtcbin emits on its own threads: each is copied and posted, except that pads and data channels are
/// taken in place, since what comes next on them would be lost.
void WebRtcSession::connect_signals() {
  auto* bin = webrtcbin_.get();
  const std::weak_ptr<WebRtcSession> weak = weak_from_this();
  signals_.push_back(glib::connect_posted<guint, const char*>(
      bin, "on-ice-candidate", executor_, weak, [](WebRtcSession& self, guint line, const std::string& candidate) {
        const auto mid = line < self.local_mids_.size() ? std::optional(self.local_mids_[line]) : std::nullopt;
        self.tell(&SessionObserver::on_candidate,
                  protocol::IceCandidate{{}, self.id_, protocol::Candidate{candidate, mid, line}});
      }));
  signals_.push_back(
      glib::connect<void, GParamSpec*>(bin, "notify::ice-gathering-state", [executor = executor_, weak](GParamSpec*) {
        executor.post([weak] {
          const auto self = weak.lock();
          GstWebRTCICEGatheringState gathering{};
          if (self) g_object_get(self->webrtcbin_.get(), "ice-gathering-state", &gathering, nullptr);
          if (gathering == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
            self->tell(&SessionObserver::on_candidate, protocol::IceCandidate{{}, self->id_, std::nullopt});
        });
      }));
  signals_.push_back(
      glib::connect<void, GParamSpec*>(bin, "notify::connection-state", [executor = executor_, weak](GParamSpec*) {
        executor.post([weak] {
          if (auto self = weak.lock()) self->on_connection_state();
        });
      }));
  signals_.push_back(glib::connect<void, GstPad*>(
      bin, "pad-added",
      [gate = gate_, buffers = jitter_buffers_,
       video = glib::share(video_receiver_ ? video_receiver_->sink_pad() : nullptr),
       audio = glib::share(audio_receiver_ ? audio_receiver_->sink_pad() : nullptr)](GstPad* pad) {
        if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC) return;
        GstWebRTCRTPTransceiver* raw = nullptr;
        g_object_get(pad, "transceiver", &raw, nullptr);
        const auto transceiver = glib::adopt(raw);
        GstWebRTCKind kind = GST_WEBRTC_KIND_UNKNOWN;
        if (transceiver) g_object_get(transceiver.get(), "kind", &kind, nullptr);
        const auto& target = kind == GST_WEBRTC_KIND_VIDEO ? video : audio;
        if (kind == GST_WEBRTC_KIND_UNKNOWN || !target || gst_pad_is_linked(target.get())) return;
        buffers->set_kind(pad, kind == GST_WEBRTC_KIND_AUDIO);
        gate->guard(pad);
        gst_pad_link(pad, target.get());
      }));
  // A channel's first message may come before its label is known, and on-data-channel emitted.
  signals_.push_back(glib::connect<void, GstWebRTCDataChannel*, gboolean>(
      bin, "prepare-data-channel", [executor = executor_, weak](GstWebRTCDataChannel* channel, gboolean local) {
        if (local) return;
        auto chat = ChatChannel::create(glib::share(channel), executor, [executor, weak](const std::string& text) {
          if (auto self = weak.lock()) self->tell(&SessionObserver::on_chat, text);
        });
        executor.post([weak, chat] {
          if (auto self = weak.lock(); self && self->nameless_channels_.size() < most_nameless_channels)
            self->nameless_channels_.push_back(chat);
        });
      }));
  signals_.push_back(glib::connect<void, GstWebRTCDataChannel*>(
      bin, "on-data-channel", [executor = executor_, weak](GstWebRTCDataChannel* channel) {
        glib::GCharPtr label;
        g_object_get(channel, "label", static_cast<char**>(glib::out(label)), nullptr);
        const bool is_chat = label && std::string_view(label.get()) == "chat";
        executor.post([weak, channel = glib::share(channel), is_chat] {
          if (auto self = weak.lock()) self->channel_named(channel.get(), is_chat);
        });
      }));
  watch_bus();
}

void WebRtcSession::watch_bus() {
  const auto bus = glib::adopt(gst_pipeline_get_bus(GST_PIPELINE(pipeline_.get())));
  auto source = glib::adopt(gst_bus_create_watch(bus.get()));
  using Weak = std::weak_ptr<WebRtcSession>;
  const GstBusFunc on_message = [](GstBus*, GstMessage* message, gpointer data) noexcept -> gboolean {
    if (auto self = static_cast<Weak*>(data)->lock()) self->on_bus_message(message);
    return G_SOURCE_CONTINUE;
  };
  g_source_set_callback(source.get(), G_SOURCE_FUNC(on_message), new Weak(weak_from_this()),
                        [](gpointer data) { delete static_cast<Weak*>(data); });
  g_source_attach(source.get(), executor_.context());
  bus_watch_ = glib::ScopedSource(std::move(source));
}

void WebRtcSession::on_bus_message(GstMessage* message) {
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_LATENCY) {
    // Tells the latency to the elements that came later; without it rtpsession cannot date its sender reports, and
    // sound and picture are not aligned by them.
    gst_bin_recalculate_latency(GST_BIN(pipeline_.get()));
    return;
  }
  if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_ERROR) return;
  glib::GErrorPtr error;
  glib::GCharPtr details;
  gst_message_parse_error(message, glib::out(error), glib::out(details));
  g_info("%s: %s", GST_MESSAGE_SRC_NAME(message), details ? details.get() : "no details");
  fail(std::string("the media pipeline stopped: ") + (error ? error->message : "unknown error"));
}

void WebRtcSession::play() {
  connect_timeout_ = glib::after(executor_, connect_timeout, [this] { fail("not connected after 10 s"); });
  if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    throw util::Error("the pipeline of a session cannot be started");
}

void WebRtcSession::on_connection_state() {
  if (state_ != State::connecting && state_ != State::connected) return;
  GstWebRTCPeerConnectionState connection{};
  g_object_get(webrtcbin_.get(), "connection-state", &connection, nullptr);
  if (connection == GST_WEBRTC_PEER_CONNECTION_STATE_FAILED)
    fail("no network path to the other side was found, or it was lost");
  else if (connection == GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED)
    fail("the other side closed the connection");
  else if (connection == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED && state_ == State::connecting)
    verify();
}

std::optional<Fingerprint> WebRtcSession::remote_fingerprint() const {
  GstWebRTCRTPTransceiver* raw_transceiver = nullptr;
  g_signal_emit_by_name(webrtcbin_.get(), "get-transceiver", 0, &raw_transceiver);
  const auto transceiver = glib::adopt(raw_transceiver);
  if (!transceiver) return std::nullopt;
  GstWebRTCRTPReceiver* raw_receiver = nullptr;
  g_object_get(transceiver.get(), "receiver", &raw_receiver, nullptr);
  const auto receiver = glib::adopt(raw_receiver);
  GstWebRTCDTLSTransport* raw_transport = nullptr;
  if (receiver) g_object_get(receiver.get(), "transport", &raw_transport, nullptr);
  const auto transport = glib::adopt(raw_transport);
  glib::GCharPtr pem;
  if (transport) g_object_get(transport.get(), "remote-certificate", static_cast<char**>(glib::out(pem)), nullptr);
  return pem ? certificate_fingerprint(pem.get()) : std::nullopt;
}

void WebRtcSession::verify() {
  const auto fingerprint = remote_fingerprint();
  if (!fingerprint || !expected_fingerprint_ || *fingerprint != *expected_fingerprint_) {
    fail("its certificate is not the one that its description named: somebody may be in between");
    return;
  }
  state_ = State::connected;
  connect_timeout_.reset();
  gate_->open();
  for (const auto& sender : senders_) sender->open();
  if (chat_) chat_->trust();
  speed_up_rtcp();
  remember_ssrcs();
  liveness_timer_ = glib::every(executor_, liveness_period, [this] { check_liveness(); });
  if (bandwidth_) adapt_to_network();
  tell(&SessionObserver::on_state, State::connected, std::string());
}

/// Feedback at RTCP's usual pace comes too late for retransmissions, and leaves silences that look like a dead peer.
void WebRtcSession::speed_up_rtcp() {
  const auto rtpbin = glib::adopt(gst_bin_get_by_name(GST_BIN(webrtcbin_.get()), "rtpbin"));
  GObject* raw = nullptr;
  g_signal_emit_by_name(rtpbin.get(), "get-internal-session", 0u, &raw);
  const auto session = glib::adopt(raw);
  if (session)
    g_object_set(session.get(), "rtcp-min-interval", rtcp_min_interval, "bandwidth", rtcp_session_bandwidth,
                 "twcc-feedback-interval", twcc_interval, nullptr);
}

void WebRtcSession::adapt_to_network() {
  watch_feedback(feedback_sender_->feedback_pad(), payload_types_,
                 [executor = executor_, weak = weak_from_this()](std::vector<congestion::PacketReport> reports) {
                   executor.post([weak, reports = std::move(reports), now = monotonic_now()] {
                     if (const auto self = weak.lock()) self->bandwidth_->on_feedback(reports, now);
                   });
                 });
  bandwidth_timer_ = glib::every(executor_, bandwidth_period, [this] { share_bandwidth(); });
}

void WebRtcSession::share_bandwidth() {
  const auto now = monotonic_now();
  const auto audio = audio_sender_ ? audio_sender_->bytes() : 0;
  const auto video = video_sender_ ? video_sender_->bytes() : 0;
  if (const auto passed = congestion::seconds(now - sent_.at); passed > 0)
    sent_.sound_rate += sound_weight * (8 * static_cast<double>(audio - sent_.audio) / passed - sent_.sound_rate);
  const bool picture = video > sent_.video;
  bandwidth_->tick(sent_.sound_rate, picture, now);
  sent_ = {now, audio, video, sent_.sound_rate, picture ? now : sent_.picture};
  const auto& controller = bandwidth_->controller();
  if (video_sender_)
    video_sender_->set_bitrate(bandwidth_->picture(), controller.knows_capacity() ? controller.target() : 0);
  if (audio_sender_) {
    const bool alone = now - sent_.picture > picture_gone;
    audio_sender_->set_sound_bitrate(alone ? controller.target() : most_for_sound * controller.target());
    audio_sender_->set_loss(controller.loss());
  }
  repair_limit_->set_rate(bandwidth_->repairs());
  g_debug("%s: target %.0f, arriving %.0f, picture %.0f bit/s, queued %.0f ms, loss %.3f", id_.c_str(),
          controller.target(), controller.arriving(), bandwidth_->picture(),
          congestion::milliseconds(controller.queued()), controller.loss());
}

/// webrtcbin (1.22) learns from the description which SSRC belongs to which m-line, but forgets it when that SSRC was
/// quiet for some seconds: a browser whose camera is switched on only later is then taken for its own microphone, and
/// the pipeline stops. What is heard of timeouts is only that bookkeeping.
void WebRtcSession::remember_ssrcs() {
  const auto rtpbin = glib::adopt(gst_bin_get_by_name(GST_BIN(webrtcbin_.get()), "rtpbin"));
  for (const auto* signal : {"on-timeout", "on-sender-timeout", "on-bye-ssrc", "on-bye-timeout"}) {
    const auto id = g_signal_lookup(signal, G_OBJECT_TYPE(rtpbin.get()));
    g_signal_handlers_disconnect_matched(rtpbin.get(), GSignalMatchType(G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DATA), id, 0,
                                         nullptr, nullptr, webrtcbin_.get());
  }
}

void WebRtcSession::check_liveness() {
  jitter_buffers_->adapt();
  if (audio_receiver_ && jitter_buffers_->sound_was_lost()) audio_receiver_->correct_errors();
  // A peer that never sent media (no camera, no microphone) has no RTCP either: ICE's own checks watch that one.
  const auto last = std::chrono::nanoseconds(traffic_->last_media.load());
  const auto now = std::chrono::nanoseconds(media::running_time_now());
  if (video_receiver_) picture_watch_.update(video_receiver_->last_packet(), last, now);
  if (picture_watch_.pauses()) video_receiver_->pause();
  if (last.count() > 0 && now - last > silence_timeout) fail("nothing has come for 5 s");
}

void WebRtcSession::suspect() {
  if (state_ != State::connected) return;
  const auto& suspicion = config_.purpose == protocol::Purpose::screen ? screen_suspicion : call_suspicion;
  suspicion_timer_ = glib::after(executor_, suspicion.time, [this, silence = suspicion.silence] {
    const auto last = std::chrono::nanoseconds(traffic_->last_media.load());
    const auto now = std::chrono::nanoseconds(media::running_time_now());
    if (last.count() > 0 && now - last >= silence) fail("the network has changed, and nothing comes any more");
  });
}

void WebRtcSession::fail(const std::string& reason) {
  if (state_ == State::failed) return;
  state_ = State::failed;
  liveness_timer_.reset();
  suspicion_timer_.reset();
  bandwidth_timer_.reset();
  connect_timeout_.reset();
  for (const auto& sender : senders_) sender->stop();
  tell(&SessionObserver::on_state, State::failed, reason);
}

bool WebRtcSession::send_chat(std::string_view text) {
  return state_ == State::connected && chat_ && chat_->send(text);
}

void WebRtcSession::picture_switched() {
  picture_watch_.restart(std::chrono::nanoseconds(media::running_time_now()));
  if (video_receiver_) video_receiver_->pause();
}

std::shared_ptr<media::EncodedStream> WebRtcSession::received_video() const {
  return video_receiver_ ? video_receiver_->encoded() : nullptr;
}

std::shared_ptr<media::EncodedStream> WebRtcSession::received_audio() const {
  return audio_receiver_ ? audio_receiver_->encoded() : nullptr;
}

void WebRtcSession::get_stats(std::function<void(SessionStats)> done) {
  auto* promise =
      posted_promise(executor_, [weak = weak_from_this(), done = std::move(done)](const GstStructure* reply) {
        if (const auto self = weak.lock()) done(self->figures(reply ? rtp_totals(reply) : RtpTotals{}));
      });
  g_signal_emit_by_name(webrtcbin_.get(), "get-stats", nullptr, promise);
}

SessionStats WebRtcSession::figures(const RtpTotals& totals) {
  const auto now = std::chrono::steady_clock::now();
  const auto passed = std::chrono::duration<double>(now - interval_.since).count();
  const auto video = video_receiver_ ? video_receiver_->figures() : VideoFigures{};
  const Interval current{now, totals, traffic_->bytes_sent, traffic_->bytes_received, video.frames};
  const auto rate = [&](std::uint64_t before, std::uint64_t after) {
    return passed > 0 ? static_cast<double>(after - before) / passed : 0;
  };
  const auto lost = totals.packets_lost - interval_.totals.packets_lost;
  const auto received = totals.packets_received - interval_.totals.packets_received;
  SessionStats stats;
  stats.rtt_ms = totals.rtt_ms;
  stats.jitter_ms = totals.jitter_ms;
  stats.loss = share(lost, lost + received);
  stats.send_bps = 8 * rate(interval_.sent, current.sent);
  stats.receive_bps = 8 * rate(interval_.received, current.received);
  if (bandwidth_) {
    stats.target_bps = bandwidth_->controller().target();
    stats.send_loss = bandwidth_->controller().loss();
    stats.send_paused = bandwidth_->picture_paused();
  } else {
    stats.send_loss = share(totals.sent_packets_lost - interval_.totals.sent_packets_lost,
                            totals.packets_sent - interval_.totals.packets_sent);
    if (audio_sender_) audio_sender_->set_loss(stats.send_loss);
  }
  if (const auto size = video_sender_ ? video_sender_->size() : std::nullopt) {
    stats.send_width = size->width;
    stats.send_height = size->height;
  }
  if (config_.voice)
    stats.buffer_ms = std::chrono::duration<double, std::milli>(config_.voice->playout_delay()).count();
  stats.paused = picture_pauses();
  stats.fps = rate(interval_.frames, current.frames);
  stats.width = video.width;
  stats.height = video.height;
  stats.frames_decoded = video.frames;
  stats.freezes = video.freezes;
  interval_ = current;
  return stats;
}

}  // namespace vchat::peer
