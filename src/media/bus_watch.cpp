#define G_LOG_DOMAIN "vchat-media"

#include "media/bus_watch.hpp"

#include <exception>
#include <utility>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

namespace {

using OnError = std::function<void(const BusError&)>;

BusError parse_error(GstMessage* message) {
  BusError error;
  glib::GCharPtr debug;
  gst_message_parse_error(message, glib::out(error.error), glib::out(debug));
  error.element = GST_OBJECT_NAME(GST_MESSAGE_SRC(message));
  if (debug) error.debug = debug.get();
  return error;
}

gboolean on_message(GstBus*, GstMessage* message, gpointer data) noexcept {
  if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_ERROR) return G_SOURCE_CONTINUE;
  // A copy: the call back may destroy the source that owns it.
  const auto on_error = *static_cast<OnError*>(data);
  try {
    const auto error = parse_error(message);
    g_info("%s (%s)", error.text().c_str(), error.debug.c_str());
    on_error(error);
  } catch (const std::exception& error) {
    g_critical("unexpected error after a pipeline's: %s", error.what());
  }
  return G_SOURCE_CONTINUE;
}

}  // namespace

BusWatch::BusWatch(const glib::Executor& executor, GstElement* pipeline, OnError on_error) {
  const auto bus = glib::adopt(gst_element_get_bus(pipeline));
  auto source = glib::adopt(gst_bus_create_watch(bus.get()));
  g_source_set_callback(source.get(), G_SOURCE_FUNC(&on_message), new OnError(std::move(on_error)),
                        [](gpointer data) { delete static_cast<OnError*>(data); });
  g_source_attach(source.get(), executor.context());
  source_ = glib::ScopedSource(std::move(source));
}

void send_end_and_wait(GstElement* pipeline) {
  gst_element_send_event(pipeline, gst_event_new_eos());
  const auto bus = glib::adopt(gst_element_get_bus(pipeline));
  const auto done = glib::adopt(
      gst_bus_timed_pop_filtered(bus.get(), 2 * GST_SECOND, GstMessageType(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
  if (!done) g_warning("a sink did not finish in time");
}

}  // namespace vchat::media
