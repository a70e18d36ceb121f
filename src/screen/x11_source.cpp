#include "screen/x11_source.hpp"

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <gst/app/gstappsrc.h>

#include "glib/session_bus.hpp"
#include "media/element.hpp"
#include "screen/x11_grabber.hpp"

namespace vchat::screen {

namespace {

using std::chrono::steady_clock;

/// On the streaming thread of its appsrc.
class Feed {
 public:
  Feed(std::unique_ptr<X11Grabber> grabber, int framerate)
      : grabber_(std::move(grabber)), interval_(std::chrono::nanoseconds(std::chrono::seconds(1)) / framerate) {}

  void give_next(GstAppSrc* source) noexcept {
    const auto now = steady_clock::now();
    if (now < due_) std::this_thread::sleep_until(due_);
    due_ = std::max(due_, now) + interval_;
    try {
      auto picture = grabber_->grab();
      push(source, picture ? std::move(picture) : std::nullopt);
    } catch (const std::exception& error) {
      GST_ELEMENT_ERROR(source, RESOURCE, READ, ("%s", error.what()), (nullptr));
      gst_app_src_end_of_stream(source);
    }
  }

 private:
  /// An appsrc asks again only after it was given something: where nothing is new that is an empty buffer, which goes
  /// no further than its pad.
  void push(GstAppSrc* source, std::optional<media::Canvas> picture) {
    if (!picture) {
      gst_app_src_push_buffer(source, gst_buffer_new());
      return;
    }
    auto* canvas = new media::Canvas(std::move(*picture));
    if (canvas->width != width_ || canvas->height != height_) announce(source, *canvas);
    const auto size = canvas->pixels.size();
    gst_app_src_push_buffer(
        source, gst_buffer_new_wrapped_full(GstMemoryFlags(0), canvas->pixels.data(), size, 0, size, canvas,
                                            [](gpointer data) { delete static_cast<media::Canvas*>(data); }));
  }

  void announce(GstAppSrc* source, const media::Canvas& canvas) {
    width_ = canvas.width;
    height_ = canvas.height;
    const auto caps = glib::adopt(gst_caps_new_simple(
        "video/x-raw", "format", G_TYPE_STRING, "BGRx", "width", G_TYPE_INT, width_, "height", G_TYPE_INT, height_,
        "framerate", GST_TYPE_FRACTION, 0, 1, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, nullptr));
    gst_app_src_set_caps(source, caps.get());
  }

  const std::unique_ptr<X11Grabber> grabber_;
  const steady_clock::duration interval_;
  steady_clock::time_point due_{};
  int width_ = 0;
  int height_ = 0;
};

GstPadProbeReturn drop_empty(GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
  return gst_buffer_get_size(gst_pad_probe_info_get_buffer(info)) == 0 ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

}  // namespace

glib::RefPtr<GstElement> make_x11_source(const Target& target, int framerate) {
  auto x11 = std::make_unique<X11>();
  auto place = find_place(*x11, target);
  auto grabber = std::make_unique<X11Grabber>(std::move(x11), std::move(place));
  // Only now that the server answers: where there is no bus GDBus has dbus-launch start one, which waits for the server
  // without end.
  glib::outlive_session_bus();
  auto source = media::make_element("appsrc");
  g_object_set(source.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "do-timestamp", TRUE, nullptr);
  auto pad = glib::adopt(gst_element_get_static_pad(source.get(), "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &drop_empty, nullptr, nullptr);
  GstAppSrcCallbacks callbacks{};
  callbacks.need_data = [](GstAppSrc* element, guint, gpointer feed) noexcept {
    static_cast<Feed*>(feed)->give_next(element);
  };
  gst_app_src_set_callbacks(GST_APP_SRC(source.get()), &callbacks, new Feed(std::move(grabber), framerate),
                            [](gpointer feed) { delete static_cast<Feed*>(feed); });
  return source;
}

}  // namespace vchat::screen
