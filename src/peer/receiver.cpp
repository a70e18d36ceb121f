#include "peer/receiver.hpp"

#include <array>
#include <span>

#include <gst/app/gstappsink.h>

#include "media/clock.hpp"
#include "media/decoder.hpp"
#include "media/element.hpp"
#include "media/opus_packet.hpp"

namespace vchat::peer {

namespace {

constexpr GstClockTime most_lost = 2;  // packets in a row: a longer gap is a pause
constexpr GstClockTime inexact = 5 * GST_MSECOND;

glib::RefPtr<GstPad> static_pad(GstElement* element, const char* name) {
  return glib::adopt(gst_element_get_static_pad(element, name));
}

/// Hands over samples without prerolling, so that a pipeline gets to PLAYING before anything arrives.
glib::RefPtr<GstElement> make_appsink(bool waits_for_its_time) {
  auto appsink = media::make_element("appsink");
  g_object_set(appsink.get(), "async", FALSE, "sync", waits_for_its_time ? TRUE : FALSE, "max-lateness", gint64{-1},
               "processing-deadline", guint64{0}, "qos", FALSE, "enable-last-sample", FALSE, "max-buffers", 1u,
               "emit-signals", TRUE, nullptr);
  return appsink;
}

glib::RefPtr<GstSample> pull(GstElement* appsink) {
  return glib::adopt(gst_app_sink_pull_sample(GST_APP_SINK(appsink)));
}

GstClockTime duration_of(GstBuffer* opus) {
  std::array<std::uint8_t, 2> head{};
  const auto size = gst_buffer_extract(opus, 0, head.data(), head.size());
  const auto duration = media::opus_duration(std::span(head).first(size));
  return static_cast<GstClockTime>(std::chrono::nanoseconds(duration).count());
}

glib::RefPtr<GstElement> make_depayloader(util::VideoCodec codec) {
  auto depayloader = media::make_element(codec == util::VideoCodec::vp8 ? "rtpvp8depay" : "rtph264depay");
  g_object_set(depayloader.get(), "request-keyframe", TRUE, "wait-for-keyframe", TRUE, nullptr);
  return depayloader;
}

/// H.264 as vchat has it everywhere (media/encoded_stream.hpp): the decoders would take other forms as well.
void link_depayloader(GstElement* depayloader, GstElement* decoder, util::VideoCodec codec) {
  if (codec == util::VideoCodec::vp8) {
    gst_element_link(depayloader, decoder);
    return;
  }
  const auto form = glib::adopt(gst_caps_from_string("video/x-h264,stream-format=byte-stream,alignment=au"));
  gst_element_link_filtered(depayloader, decoder, form.get());
}

}  // namespace

VideoReceiver::VideoReceiver(GstBin* pipeline, util::VideoCodec codec, media::SampleConsumer show,
                             std::shared_ptr<media::Voice> voice, std::function<void(int, int)> first_frame)
    : show_(std::move(show)),
      voice_(std::move(voice)),
      first_frame_(std::move(first_frame)),
      appsink_(make_appsink(true)) {
  const auto depayloader = make_depayloader(codec);
  const auto decoder = media::make_decoder(codec);
  // Its own thread for showing: waiting for a frame's moment must not keep the next one from being decoded and
  // measured.
  const auto queue = media::make_element("queue");
  g_object_set(queue.get(), "max-size-buffers", 10u, "max-size-bytes", 0u, "max-size-time", guint64{0}, nullptr);
  gst_bin_add_many(pipeline, depayloader.get(), decoder.get(), queue.get(), appsink_.get(), nullptr);
  link_depayloader(depayloader.get(), decoder.get(), codec);
  gst_element_link_many(decoder.get(), queue.get(), appsink_.get(), nullptr);
  sink_pad_ = static_pad(depayloader.get(), "sink");
  gst_pad_add_probe(sink_pad_.get(), GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
                    &on_packet, this, nullptr);
  encoded_ = ReceivedStream::behind(depayloader.get());
  gst_pad_add_probe(static_pad(decoder.get(), "src").get(), GST_PAD_PROBE_TYPE_BUFFER, &on_decoded, this, nullptr);
  g_signal_connect(appsink_.get(), "new-sample", G_CALLBACK(&on_show), this);
}

GstPadProbeReturn VideoReceiver::on_packet(GstPad*, GstPadProbeInfo*, gpointer self) noexcept {
  static_cast<VideoReceiver*>(self)->last_packet_ = media::running_time_now();
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn VideoReceiver::on_decoded(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept {
  auto& receiver = *static_cast<VideoReceiver*>(self);
  receiver.note_first(pad);
  receiver.schedule(GST_PAD_PROBE_INFO_BUFFER(info));
  return GST_PAD_PROBE_OK;
}

void VideoReceiver::schedule(GstBuffer* frame) {
  using std::chrono::nanoseconds;
  if (!GST_BUFFER_PTS_IS_VALID(frame)) return;
  playout_.observe(nanoseconds(media::running_time_now()), nanoseconds(GST_BUFFER_PTS(frame)));
  if (voice_) playout_.set_audio_delay(voice_->playout_delay());
  const GstClockTimeDiff target = playout_.target().count();
  if (target != std::exchange(offset_, target)) gst_base_sink_set_ts_offset(GST_BASE_SINK(appsink_.get()), target);
}

void VideoReceiver::note_first(GstPad* pad) {
  const auto caps = glib::adopt(gst_pad_get_current_caps(pad));
  GstVideoInfo info;
  if (!caps || !gst_video_info_from_caps(&info, caps.get())) return;
  const std::lock_guard lock(mutex_);
  figures_.width = GST_VIDEO_INFO_WIDTH(&info);
  figures_.height = GST_VIDEO_INFO_HEIGHT(&info);
  if (figures_.frames++ == 0 && first_frame_) first_frame_(figures_.width, figures_.height);
}

GstFlowReturn VideoReceiver::on_show(GstElement* appsink, gpointer self) noexcept {
  auto& receiver = *static_cast<VideoReceiver*>(self);
  const auto sample = pull(appsink);
  if (!sample) return GST_FLOW_EOS;
  {
    const std::lock_guard lock(receiver.mutex_);
    receiver.freezes_.frame_shown(std::chrono::nanoseconds(media::running_time_now()));
    receiver.figures_.freezes = receiver.freezes_.freezes();
  }
  if (receiver.show_) receiver.show_(sample.get());
  return GST_FLOW_OK;
}

VideoFigures VideoReceiver::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

void VideoReceiver::pause() {
  const std::lock_guard lock(mutex_);
  freezes_.pause();
}

AudioReceiver::AudioReceiver(GstBin* pipeline, std::shared_ptr<media::Voice> voice, std::function<void()> first_audio)
    : voice_(std::move(voice)), decoder_(media::make_element("opusdec")), first_audio_(std::move(first_audio)) {
  const auto depayloader = media::make_element("rtpopusdepay");
  const auto convert = media::make_element("audioconvert");
  const auto appsink = make_appsink(false);
  g_object_set(decoder_.get(), "plc", TRUE, nullptr);
  const auto caps =
      glib::adopt(gst_caps_from_string("audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved"));
  g_object_set(appsink.get(), "caps", caps.get(), nullptr);
  gst_bin_add_many(pipeline, depayloader.get(), decoder_.get(), convert.get(), appsink.get(), nullptr);
  gst_element_link_many(depayloader.get(), decoder_.get(), convert.get(), appsink.get(), nullptr);
  sink_pad_ = static_pad(depayloader.get(), "sink");
  encoded_ = ReceivedStream::behind(depayloader.get());
  const auto decoder_sink = static_pad(decoder_.get(), "sink");
  gst_pad_add_probe(decoder_sink.get(),
                    GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM), &before_decoder,
                    this, nullptr);
  g_signal_connect(appsink.get(), "new-sample", G_CALLBACK(&on_sound), this);
}

void AudioReceiver::correct_errors() {
  if (!corrects_errors_.exchange(true)) g_object_set(decoder_.get(), "use-inband-fec", TRUE, nullptr);
}

/// What the decoder kept over a pause (discontinuous transmission) comes out after it, as if the network had held it
/// back so long. How late sound really comes the packet after the pause says: it leaves the decoder with the next.
/// Where that one is lost, its gap stands for it; what is made up for the gap need not be heard.
GstPadProbeReturn AudioReceiver::before_decoder(GstPad*, GstPadProbeInfo* info, gpointer self) noexcept {
  using std::chrono::nanoseconds;
  auto& receiver = *static_cast<AudioReceiver*>(self);
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) == 0) {
    auto* event = GST_PAD_PROBE_INFO_EVENT(info);
    if (GST_EVENT_TYPE(event) != GST_EVENT_GAP) return GST_PAD_PROBE_OK;
    GstClockTime timestamp = 0;
    GstClockTime duration = 0;
    gst_event_parse_gap(event, &timestamp, &duration);
    receiver.outdated_ = receiver.ends_pause(timestamp);
    if (!receiver.outdated_ && GST_CLOCK_TIME_IS_VALID(duration)) receiver.next_packet_ = timestamp + duration;
    return GST_PAD_PROBE_OK;
  }
  auto* packet = GST_PAD_PROBE_INFO_BUFFER(info);
  const auto timestamp = GST_BUFFER_PTS(packet);
  receiver.packet_length_ = duration_of(packet);
  receiver.outdated_ = receiver.corrects_errors_ && receiver.ends_pause(timestamp);
  receiver.next_packet_ = timestamp + receiver.packet_length_;
  if (receiver.outdated_ && receiver.voice_)
    receiver.voice_->observe(nanoseconds(timestamp), nanoseconds(media::running_time_now() + receiver.packet_length_));
  return GST_PAD_PROBE_OK;
}

bool AudioReceiver::ends_pause(GstClockTime timestamp) const {
  return GST_CLOCK_TIME_IS_VALID(next_packet_) && timestamp > next_packet_ + most_lost * packet_length_ + inexact;
}

GstFlowReturn AudioReceiver::on_sound(GstElement* appsink, gpointer self) noexcept {
  auto& receiver = *static_cast<AudioReceiver*>(self);
  const auto sample = pull(appsink);
  if (!sample) return GST_FLOW_EOS;
  if (receiver.first_audio_) std::exchange(receiver.first_audio_, nullptr)();
  if (std::exchange(receiver.outdated_, false)) return GST_FLOW_OK;
  if (receiver.voice_) receiver.voice_->push(sample.get());
  return GST_FLOW_OK;
}

}  // namespace vchat::peer
