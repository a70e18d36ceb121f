#define G_LOG_DOMAIN "vchat-recording"

#include "recording/media_file.hpp"

#include <chrono>
#include <utility>

#include <gst/app/gstappsrc.h>
#include <unistd.h>

#include "media/bus_watch.hpp"
#include "media/element.hpp"
#include "recording/low_priority.hpp"
#include "util/error.hpp"

namespace vchat::recording {

namespace {

constexpr guint64 most_waiting = 16 * 1024 * 1024;  // bytes a stream, of what the disk has not taken yet
constexpr std::chrono::milliseconds sync_period{500};
constexpr std::chrono::seconds end_limit{10};

glib::RefPtr<GstElement> make_source(GstCaps* caps) {
  auto source = media::make_element("appsrc");
  g_object_set(source.get(), "caps", caps, "format", GST_FORMAT_TIME, "max-bytes", most_waiting, nullptr);
  return source;
}

glib::RefPtr<GstElement> make_sink(int descriptor) {
  auto sink = media::make_element("fdsink");
  g_object_set(sink.get(), "fd", descriptor, "sync", FALSE, "async", FALSE, nullptr);
  return sink;
}

bool is(const GstCaps* caps, const char* name) {
  return gst_structure_has_name(gst_caps_get_structure(caps, 0), name) != FALSE;
}

bool is_video(const GstCaps* caps) {
  return g_str_has_prefix(gst_structure_get_name(gst_caps_get_structure(caps, 0)), "video/") != FALSE;
}

}  // namespace

MediaFile::MediaFile(NewFile file, Container container, const std::vector<glib::RefPtr<GstCaps>>& streams,
                     GstClockTime origin, OnFailed on_failed)
    : file_(std::move(file)),
      descriptor_(file_.open()),
      origin_(origin),
      pipeline_(glib::sink(gst_pipeline_new(nullptr))),
      on_failed_(std::move(on_failed)) {
  const auto muxer = make_muxer(container);
  const auto sink = make_sink(descriptor_);
  gst_bin_add_many(GST_BIN(pipeline_.get()), muxer.get(), sink.get(), nullptr);
  gst_element_link(muxer.get(), sink.get());
  if (container == Container::mp4)
    fragments_.emplace(descriptor_, glib::adopt(gst_element_get_static_pad(muxer.get(), "src")).get());
  for (const auto& caps : streams) add_stream(muxer, caps);
  const auto bus = glib::adopt(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), &MediaFile::on_message, this, nullptr);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  safety_ = std::jthread([this](const std::stop_token& stop) { keep_safe(stop); });
}

MediaFile::~MediaFile() {
  safety_ = {};
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

void MediaFile::add_stream(const glib::RefPtr<GstElement>& muxer, const glib::RefPtr<GstCaps>& caps) {
  auto source = make_source(caps.get());
  gst_bin_add(GST_BIN(pipeline_.get()), source.get());
  auto last = source;
  if (is(caps.get(), "video/x-h264")) {
    last = media::make_element("h264parse");  // files have other units than networks
    gst_bin_add(GST_BIN(pipeline_.get()), last.get());
    gst_element_link(source.get(), last.get());
  }
  const bool linked =
      gst_element_link_pads(last.get(), "src", muxer.get(), is_video(caps.get()) ? "video_%u" : "audio_%u");
  if (!linked)
    throw util::Error("cannot record " + std::string(gst_structure_get_name(gst_caps_get_structure(caps.get(), 0))));
  sources_.push_back(std::move(source));
}

bool MediaFile::push(std::size_t stream, GstSample* sample) {
  auto* source = GST_APP_SRC(sources_[stream].get());
  const auto* unit = gst_sample_get_buffer(sample);
  if (GST_BUFFER_PTS(unit) < origin_) return true;
  if (failed_ || gst_app_src_get_current_level_bytes(source) > most_waiting) return false;
  auto buffer = glib::adopt(gst_buffer_copy(unit));
  GST_BUFFER_PTS(buffer.get()) -= origin_;
  GST_BUFFER_DTS(buffer.get()) = GST_CLOCK_TIME_NONE;
  size_ += gst_buffer_get_size(buffer.get());
  return gst_app_src_push_buffer(source, buffer.release()) == GST_FLOW_OK;
}

void MediaFile::finish() {
  safety_ = {};
  for (const auto& source : sources_) gst_app_src_end_of_stream(GST_APP_SRC(source.get()));
  {
    std::unique_lock lock(mutex_);
    const auto done = [this] { return ended_; };
    if (!changed_.wait_for(lock, end_limit, done))
      g_warning("%s is not complete: the disk is too slow", path().c_str());
  }
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  sync();
  fsync(descriptor_);
}

GstBusSyncReply MediaFile::on_message(GstBus*, GstMessage* message, gpointer self) noexcept {
  const auto dropped = glib::adopt(message);
  static_cast<MediaFile*>(self)->handle(message);
  return GST_BUS_DROP;
}

void MediaFile::handle(GstMessage* message) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_STREAM_STATUS:
      lower_priority_of_new_thread(message);
      break;
    case GST_MESSAGE_ERROR: {
      const auto error = media::parse_error(message);
      g_info("%s: %s (%s)", path().c_str(), error.text().c_str(), error.debug.c_str());
      const bool full =
          g_error_matches(error.error.get(), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT) != FALSE;
      fail({full, full ? "the disk is full" : error.error->message});
      [[fallthrough]];
    }
    case GST_MESSAGE_EOS: {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      changed_.notify_all();
      break;
    }
    default:
      break;
  }
}

void MediaFile::fail(const Failure& failure) {
  if (!failed_.exchange(true)) on_failed_(failure);
}

void MediaFile::sync() {
  if (fragments_)
    fragments_->name_whole();
  else
    fdatasync(descriptor_);
}

/// Sees to it that what is written reaches the disk, and stops while there is room to end the file in order.
void MediaFile::keep_safe(const std::stop_token& stop) {
  lower_priority();
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, stop, sync_period, [this] { return ended_; }) && !stop.stop_requested()) {
    lock.unlock();
    sync();
    if (nearly_full(descriptor_)) fail({true, "the disk is full"});
    lock.lock();
  }
}

}  // namespace vchat::recording
