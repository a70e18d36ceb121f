#define G_LOG_DOMAIN "vchat-peer"

#include "peer/jitter_buffers.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "peer/keyframe_skip.hpp"
#include "peer/steady_arrivals.hpp"
#include "util/error.hpp"
#include "util/video_codec.hpp"

namespace vchat::peer {

namespace {

constexpr int audio_patience_ms = 40;
constexpr int video_patience_ms = 200;
constexpr int most_patience_ms = 240;
constexpr int jitters = 4;   // of mean deviation: about what TCP grants its timeout (RFC 6298)
constexpr int step_ms = 10;  // changes below it are not worth a new latency

}  // namespace

struct JitterBuffers::Shared {
  struct Entry {
    glib::RefPtr<GstElement> buffer;
    int base_ms = video_patience_ms;
    int now_ms = video_patience_ms;
  };
  bool steady = true;
  std::mutex mutex;
  std::map<guint, Entry> by_ssrc;

  static void on_new(GstElement*, GstElement* buffer, guint, guint ssrc, gpointer data) noexcept {
    auto& shared = **static_cast<std::shared_ptr<Shared>*>(data);
    g_object_set(buffer, "faststart-min-packets", 1u, "latency", guint{video_patience_ms}, "rtx-next-seqnum",
                 shared.steady ? TRUE : FALSE, nullptr);
    const std::lock_guard lock(shared.mutex);
    shared.by_ssrc[ssrc].buffer = glib::share(buffer);
  }
};

JitterBuffers::JitterBuffers(GstBin* webrtcbin, bool steady) : shared_(std::make_shared<Shared>()) {
  shared_->steady = steady;
  const auto rtpbin = glib::adopt(gst_bin_get_by_name(webrtcbin, "rtpbin"));
  if (!rtpbin) throw util::Error("webrtcbin has no rtpbin");
  g_signal_connect_data(
      rtpbin.get(), "new-jitterbuffer", G_CALLBACK(&Shared::on_new), new std::shared_ptr<Shared>(shared_),
      [](gpointer data, GClosure*) { delete static_cast<std::shared_ptr<Shared>*>(data); }, GConnectFlags(0));
}

JitterBuffers::~JitterBuffers() = default;

void JitterBuffers::set_kind(GstPad* pad, bool audio) {
  const auto caps = glib::adopt(gst_pad_get_current_caps(pad));
  const auto* format = caps ? gst_caps_get_structure(caps.get(), 0) : nullptr;
  guint ssrc = 0;
  if (!format || gst_structure_get_uint(format, "ssrc", &ssrc) == FALSE) return;
  const std::lock_guard lock(shared_->mutex);
  const auto found = shared_->by_ssrc.find(ssrc);
  if (found == shared_->by_ssrc.end()) return;
  gint clock_rate = 0;
  if (gst_structure_get_int(format, "clock-rate", &clock_rate) != FALSE && clock_rate > 0)
    steady_arrivals(found->second.buffer.get(), clock_rate);
  if (!audio) {
    // webrtcbin sets it only where the description names the SSRC. The next packet is not asked for before something
    // shows that it is missing: frames come when they come, and a full link would be asked for everything twice.
    g_object_set(found->second.buffer.get(), "do-retransmission", TRUE, "rtx-next-seqnum", FALSE, nullptr);
    const auto* name = gst_structure_get_string(format, "encoding-name");
    if (const auto codec = name != nullptr ? util::codec_from_name(name) : std::nullopt)
      skip_to_keyframes(found->second.buffer.get(), *codec);
    return;
  }
  // Concealed, or rebuilt from the next packet: to send it again would take longer.
  g_object_set(found->second.buffer.get(), "do-retransmission", FALSE, nullptr);
  found->second.base_ms = found->second.now_ms = audio_patience_ms;
  g_object_set(found->second.buffer.get(), "latency", guint{audio_patience_ms}, nullptr);
}

void JitterBuffers::adapt() {
  const std::lock_guard lock(shared_->mutex);
  for (auto& [ssrc, entry] : shared_->by_ssrc) {
    glib::StructurePtr stats;
    g_object_get(entry.buffer.get(), "stats", static_cast<GstStructure**>(glib::out(stats)), nullptr);
    if (const glib::GCharPtr text(stats ? gst_structure_to_string(stats.get()) : nullptr); text)
      g_debug("jitter buffer of %u, %d ms: %s", ssrc, entry.now_ms, text.get());
    guint64 jitter = 0;  // ns
    if (!stats || !gst_structure_get_uint64(stats.get(), "avg-jitter", &jitter)) continue;
    guint64 lost = 0;
    if (entry.base_ms == audio_patience_ms && gst_structure_get_uint64(stats.get(), "num-lost", &lost) && lost > 0)
      sound_was_lost_ = true;
    const auto wanted = std::min(most_patience_ms, entry.base_ms + jitters * static_cast<int>(jitter / GST_MSECOND));
    if (std::abs(wanted - entry.now_ms) < step_ms) continue;
    entry.now_ms = wanted;
    g_object_set(entry.buffer.get(), "latency", static_cast<guint>(wanted), nullptr);
  }
}

}  // namespace vchat::peer
