#define G_LOG_DOMAIN "vchat-media"

#include "media/bus_watch.hpp"

#include <exception>
#include <memory>
#include <utility>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

BusError parse_error(GstMessage* message) {
  BusError error;
  glib::GCharPtr debug;
  gst_message_parse_error(message, glib::out(error.error), glib::out(debug));
  error.element = GST_OBJECT_NAME(GST_MESSAGE_SRC(message));
  if (debug) error.debug = debug.get();
  return error;
}

namespace {

struct Handlers {
  GstBin* pipeline;  // outlives its bus watch
  std::function<void(const BusError&)> on_error;
  std::function<void()> on_latency;
};

void handle(const Handlers& handlers, GstMessage* message) {
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    const auto error = parse_error(message);
    g_info("%s (%s)", error.text().c_str(), error.debug.c_str());
    handlers.on_error(error);
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_LATENCY) {
    gst_bin_recalculate_latency(handlers.pipeline);
    if (handlers.on_latency) handlers.on_latency();
  }
}

gboolean on_message(GstBus*, GstMessage* message, gpointer data) noexcept {
  // A copy: a call back may destroy the source that owns it.
  const auto handlers = *static_cast<std::shared_ptr<Handlers>*>(data);
  try {
    handle(*handlers, message);
  } catch (const std::exception& error) {
    g_critical("unexpected error after a pipeline's message: %s", error.what());
  }
  return G_SOURCE_CONTINUE;
}

}  // namespace

BusWatch::BusWatch(const glib::Executor& executor, GstElement* pipeline, std::function<void(const BusError&)> on_error,
                   std::function<void()> on_latency) {
  const auto bus = glib::adopt(gst_element_get_bus(pipeline));
  auto source = glib::adopt(gst_bus_create_watch(bus.get()));
  auto handlers = std::make_shared<Handlers>(Handlers{GST_BIN(pipeline), std::move(on_error), std::move(on_latency)});
  g_source_set_callback(source.get(), G_SOURCE_FUNC(&on_message), new std::shared_ptr<Handlers>(std::move(handlers)),
                        [](gpointer data) { delete static_cast<std::shared_ptr<Handlers>*>(data); });
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
