#include "peer/sender.hpp"

#include <string>

#include <gst/app/gstappsrc.h>
#include <gst/video/video-event.h>
#include <gst/webrtc/webrtc.h>

#include "media/element.hpp"
#include "peer/drop_before.hpp"
#include "peer/feedback.hpp"
#include "util/error.hpp"

namespace vchat::peer {

/// What the encoder's thread and the network's thread share.
struct Sender::Feed {
  glib::RefPtr<GstElement> appsrc;
  std::atomic<bool> open{false};
  std::atomic<std::uint64_t> bytes{0};
  // Timestamp of the newest. By itself: a pad of appsrc that kept all this would never go.
  const std::shared_ptr<std::atomic<GstClockTime>> keyframe = std::make_shared<std::atomic<GstClockTime>>(0);
  // The encoder's thread only:
  bool keyframe_seen = false;
  glib::RefPtr<GstCaps> caps;  // of the samples

  void push(GstSample* sample) {
    if (!open.load(std::memory_order_acquire)) return;
    auto* buffer = gst_sample_get_buffer(sample);
    const bool delta = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    if (!keyframe_seen && delta) return;
    keyframe_seen = true;
    if (!delta) *keyframe = GST_BUFFER_PTS(buffer);
    bytes += gst_buffer_get_size(buffer) + packet_overhead;
    set_caps(gst_sample_get_caps(sample));
    gst_app_src_push_buffer(GST_APP_SRC(appsrc.get()), glib::share(buffer).release());
  }

  /// With the lowest level: rtph264pay refuses one above that of the negotiated profile-level-id, which is only what
  /// each side can at least (level-asymmetry-allowed, RFC 6184 section 8.1), and takes the real one from the stream.
  void set_caps(GstCaps* now) {
    if (now == nullptr || caps.get() == now) return;
    caps = glib::share(now);
    const auto low = glib::adopt(gst_caps_copy(now));
    auto* fields = gst_caps_get_structure(low.get(), 0);
    if (gst_structure_has_field(fields, "level")) gst_structure_set(fields, "level", G_TYPE_STRING, "1", nullptr);
    gst_app_src_set_caps(GST_APP_SRC(appsrc.get()), low.get());
  }
};

namespace {

constexpr int max_packet_bytes = 1200;  // below every path's MTU with SRTP, TURN and IPv6 headers around it

glib::RefPtr<GstElement> make_payloader(const MediaLine& line, std::uint32_t ssrc) {
  glib::RefPtr<GstElement> payloader;
  if (!line.codec) {
    payloader = media::make_element("rtpopuspay");
  } else if (*line.codec == util::VideoCodec::vp8) {
    payloader = media::make_element("rtpvp8pay");
    gst_util_set_object_arg(G_OBJECT(payloader.get()), "picture-id-mode", "15-bit");
  } else {
    payloader = media::make_element("rtph264pay");
    g_object_set(payloader.get(), "config-interval", -1, nullptr);
    gst_util_set_object_arg(G_OBJECT(payloader.get()), "aggregate-mode", "zero-latency");
  }
  g_object_set(payloader.get(), "pt", line.payload_type, "ssrc", ssrc, "mtu", max_packet_bytes, nullptr);
  return payloader;
}

GstPadProbeReturn forward_keyframe_requests(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  if (!gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info))) return GST_PAD_PROBE_OK;
  if (const auto subscription = static_cast<std::weak_ptr<media::Subscription>*>(data)->lock())
    subscription->request_keyframe();
  return GST_PAD_PROBE_DROP;
}

/// H.264's parameters differ from the offered ones only in what RFC 6184 lets each side choose for itself.
std::string negotiated_parameters(const MediaLine& line) {
  if (!line.codec) return ",encoding-params=(string)2,minptime=(string)10,useinbandfec=(string)1";
  if (*line.codec == util::VideoCodec::vp8) return "";
  return ",packetization-mode=(string)1,level-asymmetry-allowed=(string)1,profile-level-id=(string)" +
         line.profile_level_id;
}

}  // namespace

glib::RefPtr<GstCaps> rtp_caps(const MediaLine& line, std::uint32_t ssrc) {
  std::string caps =
      "application/x-rtp,payload=(int)" + std::to_string(line.payload_type) + ",ssrc=(uint)" + std::to_string(ssrc);
  caps += line.codec ? ",media=(string)video,clock-rate=(int)90000,encoding-name=(string)" +
                           std::string(util::codec_name(*line.codec))
                     : std::string(",media=(string)audio,clock-rate=(int)48000,encoding-name=(string)OPUS");
  caps += negotiated_parameters(line);
  if (line.nack) caps += ",rtcp-fb-nack=(boolean)true";
  if (line.pli) caps += ",rtcp-fb-nack-pli=(boolean)true";
  if (line.fir) caps += ",rtcp-fb-ccm-fir=(boolean)true";
  if (line.transport_cc) caps += ",rtcp-fb-transport-cc=(boolean)true";
  if (line.twcc_id) caps += ",extmap-" + std::to_string(*line.twcc_id) + "=(string)" + twcc_uri;
  return glib::adopt(gst_caps_from_string(caps.c_str()));
}

Sender::Sender(GstBin* pipeline, GstElement* webrtcbin, const MediaLine& line,
               const std::shared_ptr<media::EncodedStream>& stream)
    : feed_(std::make_shared<Feed>()) {
  const std::uint32_t ssrc = g_random_int();
  const auto caps = rtp_caps(line, ssrc);
  // The payloader names the profile of what the encoder really makes, which need not be the offered one to the letter.
  auto filter_caps = glib::adopt(gst_caps_copy(caps.get()));
  gst_structure_remove_field(gst_caps_get_structure(filter_caps.get(), 0), "profile-level-id");
  feed_->appsrc = media::make_element("appsrc");
  // Leaky: when the network stage is stuck for a moment, old access units are worth less than new ones.
  g_object_set(feed_->appsrc.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "max-buffers", guint64{60}, "max-bytes",
               guint64{0}, nullptr);
  gst_util_set_object_arg(G_OBJECT(feed_->appsrc.get()), "leaky-type", "downstream");
  const auto payloader = make_payloader(line, ssrc);
  const auto filter = media::make_element("capsfilter");
  g_object_set(filter.get(), "caps", filter_caps.get(), nullptr);
  gst_bin_add_many(pipeline, feed_->appsrc.get(), payloader.get(), filter.get(), nullptr);

  webrtcbin_pad_ = glib::adopt(gst_element_request_pad(
      webrtcbin, gst_element_class_get_pad_template(GST_ELEMENT_GET_CLASS(webrtcbin), "sink_%u"), nullptr, caps.get()));
  feedback_pad_ = glib::adopt(gst_element_get_static_pad(filter.get(), "src"));
  if (!webrtcbin_pad_ || !gst_element_link_many(feed_->appsrc.get(), payloader.get(), filter.get(), nullptr) ||
      gst_pad_link(feedback_pad_.get(), webrtcbin_pad_.get()) != GST_PAD_LINK_OK)
    throw util::Error("cannot link a sender to webrtcbin");

  GstWebRTCRTPTransceiver* raw = nullptr;
  g_object_get(webrtcbin_pad_.get(), "transceiver", &raw, nullptr);
  const auto transceiver = glib::adopt(raw);
  g_object_set(transceiver.get(), "codec-preferences", caps.get(), "do-nack", line.nack ? TRUE : FALSE, nullptr);
  if (!stream) return;
  // Subscribed before it is needed, so that the encoder is warm when the session connects.
  subscription_ = stream->subscribe([feed = feed_](GstSample* sample) { feed->push(sample); });
  if (!line.codec) return;
  pacer_ = std::make_unique<Pacer>(feedback_pad_.get());
  const auto pad = glib::adopt(gst_element_get_static_pad(feed_->appsrc.get(), "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, &forward_keyframe_requests,
                    new std::weak_ptr<media::Subscription>(subscription_),
                    [](gpointer data) { delete static_cast<std::weak_ptr<media::Subscription>*>(data); });
  // What has waited for a slow network until a keyframe came is worth nothing any more.
  drop_before(pad.get(), feed_->keyframe);
}

Sender::~Sender() {
  stop();
}

void Sender::open() {
  feed_->open.store(true, std::memory_order_release);
  if (subscription_) subscription_->request_keyframe();
}

std::uint64_t Sender::bytes() const {
  return feed_->bytes;
}

void Sender::set_bitrate(double bitrate, double pace) {
  if (!subscription_) return;
  subscription_->set_bitrate(bitrate);
  pacer_->set_rate(pace);
}

void Sender::set_sound_bitrate(double bitrate) {
  if (subscription_) subscription_->set_bitrate(bitrate);
}

void Sender::set_loss(double loss) {
  if (subscription_) subscription_->set_loss(loss);
}

std::optional<media::PictureSize> Sender::size() const {
  return subscription_ ? subscription_->size() : std::nullopt;
}

void Sender::stop() {
  pacer_.reset();
  feed_->open.store(false, std::memory_order_release);
  subscription_.reset();
}

}  // namespace vchat::peer
