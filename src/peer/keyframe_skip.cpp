#include "peer/keyframe_skip.hpp"

#include <memory>
#include <mutex>

#include <gst/rtp/gstrtpbuffer.h>

#include "glib/ref_ptr.hpp"
#include "peer/keyframe_start.hpp"

namespace vchat::peer {

namespace {

/// How far `to` lies behind `from`, in their order (RFC 3550, appendix A.1).
constexpr std::int16_t distance(std::uint16_t from, std::uint16_t to) {
  return static_cast<std::int16_t>(to - from);
}

constexpr int most_missing = 512;  // a longer gap is a new beginning, to the buffer as well

}  // namespace

std::vector<std::uint16_t> KeyframeSkip::on_received(std::uint16_t number, bool begins_keyframe) {
  if (!newest_) newest_ = number - 1;
  while (distance(*newest_, number) > 0) received_.reset(++*newest_);
  received_.set(number);
  std::vector<std::uint16_t> missing;
  if (!begins_keyframe || !released_ || distance(*released_, number) > most_missing) return missing;
  for (auto each = static_cast<std::uint16_t>(*released_ + 1); distance(each, number) > 0; ++each)
    if (!received_.test(each)) missing.push_back(each);
  if (!missing.empty()) skip_to_ = number;
  return missing;
}

bool KeyframeSkip::on_released(std::uint16_t number) {
  released_ = number;
  if (skip_to_ && distance(number, *skip_to_) > 0) return false;
  skip_to_.reset();
  return true;
}

namespace {

/// The pads of one jitter buffer, which belong to two threads.
class Watch {
 public:
  explicit Watch(util::VideoCodec codec) : codec_(codec) {}

  static GstPadProbeReturn on_input(GstPad* pad, GstPadProbeInfo* info, gpointer data) noexcept {
    auto& watch = **static_cast<std::shared_ptr<Watch>*>(data);
    if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
      watch.received(pad, GST_PAD_PROBE_INFO_BUFFER(info));
      return GST_PAD_PROBE_OK;
    }
    auto* packets = GST_PAD_PROBE_INFO_BUFFER_LIST(info);
    for (guint i = 0; i < gst_buffer_list_length(packets); ++i) watch.received(pad, gst_buffer_list_get(packets, i));
    return GST_PAD_PROBE_OK;
  }

  static GstPadProbeReturn on_output(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
    auto& watch = **static_cast<std::shared_ptr<Watch>*>(data);
    GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
    if (gst_rtp_buffer_map(GST_PAD_PROBE_INFO_BUFFER(info), GST_MAP_READ, &packet) == FALSE) return GST_PAD_PROBE_OK;
    const auto number = gst_rtp_buffer_get_seq(&packet);
    gst_rtp_buffer_unmap(&packet);
    const std::lock_guard lock(watch.mutex_);
    return watch.skip_.on_released(number) ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
  }

 private:
  void received(GstPad* pad, GstBuffer* buffer) {
    GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
    if (gst_rtp_buffer_map(buffer, GST_MAP_READ, &packet) == FALSE) return;
    const std::span payload(static_cast<const std::uint8_t*>(gst_rtp_buffer_get_payload(&packet)),
                            gst_rtp_buffer_get_payload_len(&packet));
    const auto missing = note(gst_rtp_buffer_get_seq(&packet), begins_keyframe(codec_, payload));
    for (const auto number : missing) gst_pad_chain(pad, make_substitute(buffer, &packet, number).release());
    gst_rtp_buffer_unmap(&packet);
  }

  std::vector<std::uint16_t> note(std::uint16_t number, bool keyframe) {
    const std::lock_guard lock(mutex_);
    return skip_.on_received(number, keyframe);
  }

  /// An empty packet in place of a missing one; it goes no further than to the other side of the buffer.
  static glib::RefPtr<GstBuffer> make_substitute(GstBuffer* like, GstRTPBuffer* packet, std::uint16_t number) {
    auto substitute = glib::adopt(gst_rtp_buffer_new_allocate(0, 0, 0));
    GstRTPBuffer made = GST_RTP_BUFFER_INIT;
    gst_rtp_buffer_map(substitute.get(), GST_MAP_WRITE, &made);
    gst_rtp_buffer_set_payload_type(&made, gst_rtp_buffer_get_payload_type(packet));
    gst_rtp_buffer_set_ssrc(&made, gst_rtp_buffer_get_ssrc(packet));
    gst_rtp_buffer_set_timestamp(&made, gst_rtp_buffer_get_timestamp(packet));
    gst_rtp_buffer_set_seq(&made, number);
    gst_rtp_buffer_unmap(&made);
    GST_BUFFER_PTS(substitute.get()) = GST_BUFFER_PTS(like);
    GST_BUFFER_DTS(substitute.get()) = GST_BUFFER_DTS(like);
    return substitute;
  }

  const util::VideoCodec codec_;
  std::mutex mutex_;
  KeyframeSkip skip_;
};

void add_probe(GstElement* element, const char* pad_name, GstPadProbeType type, GstPadProbeCallback callback,
               const std::shared_ptr<Watch>& watch) {
  const auto pad = glib::adopt(gst_element_get_static_pad(element, pad_name));
  gst_pad_add_probe(pad.get(), type, callback, new std::shared_ptr<Watch>(watch),
                    [](gpointer data) { delete static_cast<std::shared_ptr<Watch>*>(data); });
}

}  // namespace

void skip_to_keyframes(GstElement* jitterbuffer, util::VideoCodec codec) {
  const auto watch = std::make_shared<Watch>(codec);
  add_probe(jitterbuffer, "sink", GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
            &Watch::on_input, watch);
  add_probe(jitterbuffer, "src", GST_PAD_PROBE_TYPE_BUFFER, &Watch::on_output, watch);
}

}  // namespace vchat::peer
