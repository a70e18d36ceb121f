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

struct Watched {
  GstBin* pipeline;  // outlives its bus watch
  BusHandlers handlers;
};

void handle(const Watched& watched, GstMessage* message) {
  const auto& handlers = watched.handlers;
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR: {
      const auto error = parse_error(message);
      g_info("%s (%s)", error.text().c_str(), error.debug.c_str());
      if (handlers.on_error) handlers.on_error(error);
      break;
    }
    case GST_MESSAGE_LATENCY:
      gst_bin_recalculate_latency(watched.pipeline);
      if (handlers.on_latency) handlers.on_latency();
      break;
    case GST_MESSAGE_ELEMENT:
      if (handlers.on_element) handlers.on_element(*gst_message_get_structure(message));
      break;
    default:
      break;
  }
}

gboolean on_message(GstBus*, GstMessage* message, gpointer data) noexcept {
  // A share: a call back may destroy the source that owns it.
  const auto watched = *static_cast<std::shared_ptr<Watched>*>(data);
  try {
    handle(*watched, message);
  } catch (const std::exception& error) {
    g_critical("unexpected error after a pipeline's message: %s", error.what());
  }
  return G_SOURCE_CONTINUE;
}

}  // namespace

BusWatch::BusWatch(const glib::Executor& executor, GstElement* pipeline, BusHandlers handlers) {
  const auto bus = glib::adopt(gst_element_get_bus(pipeline));
  auto source = glib::adopt(gst_bus_create_watch(bus.get()));
  auto watched = std::make_shared<Watched>(Watched{GST_BIN(pipeline), std::move(handlers)});
  g_source_set_callback(source.get(), G_SOURCE_FUNC(&on_message), new std::shared_ptr<Watched>(std::move(watched)),
                        [](gpointer data) { delete static_cast<std::shared_ptr<Watched>*>(data); });
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
