#include "media/canvas_feed.hpp"

#include "media/element.hpp"

namespace vchat::media {

CanvasFeed::~CanvasFeed() {
  if (pool_) gst_buffer_pool_set_active(pool_.get(), FALSE);
}

CanvasFeed::CanvasFeed(int width, int height, int framerate, unsigned most_waiting)
    : source_(make_element("appsrc")), framerate_(framerate), most_waiting_(most_waiting) {
  g_object_set(source_.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "max-buffers", guint64{most_waiting},
               "max-bytes", guint64{0}, "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM, nullptr);
  set_size(width, height);
}

void CanvasFeed::set_size(int width, int height) {
  width_ = width;
  height_ = height;
  const auto caps = glib::adopt(gst_caps_new_simple(
      "video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT, width, "height", G_TYPE_INT, height,
      "framerate", GST_TYPE_FRACTION, framerate_, 1, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, nullptr));
  if (pool_) gst_buffer_pool_set_active(pool_.get(), FALSE);
  pool_ = glib::adopt(gst_buffer_pool_new());  // not floating
  auto* config = gst_buffer_pool_get_config(pool_.get());
  gst_buffer_pool_config_set_params(config, caps.get(), static_cast<guint>(width * height * 4), 2, 0);
  gst_buffer_pool_set_config(pool_.get(), config);
  gst_buffer_pool_set_active(pool_.get(), TRUE);
  gst_app_src_set_caps(GST_APP_SRC(source_.get()), caps.get());
}

bool CanvasFeed::push(const Canvas& canvas, GstClockTime time) {
  if (canvas.width != width_ || canvas.height != height_) set_size(canvas.width, canvas.height);
  GstBuffer* acquired = nullptr;
  if (gst_buffer_pool_acquire_buffer(pool_.get(), &acquired, nullptr) != GST_FLOW_OK) return true;
  auto buffer = glib::adopt(acquired);
  gst_buffer_fill(buffer.get(), 0, canvas.pixels.data(), canvas.pixels.size());
  GST_BUFFER_PTS(buffer.get()) = time;
  const bool full = gst_app_src_get_current_level_buffers(GST_APP_SRC(source_.get())) >= most_waiting_;
  gst_app_src_push_buffer(GST_APP_SRC(source_.get()), buffer.release());
  return !full;
}

}  // namespace vchat::media
