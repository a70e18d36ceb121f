// What a pipeline tells the main context.
#pragma once

#include <functional>
#include <string>

#include <gst/gst.h>

#include "glib/executor.hpp"
#include "glib/owned.hpp"
#include "glib/source.hpp"

namespace vchat::media {

/// An error message of a pipeline.
struct BusError {
  glib::GErrorPtr error;
  std::string element;  // its name
  std::string debug;

  /// For people: what happened and in which element.
  [[nodiscard]] std::string text() const { return element + ": " + error->message; }
};

[[nodiscard]] BusError parse_error(GstMessage* message);

/// Any of them may be nothing.
struct BusHandlers {
  std::function<void(const BusError&)> on_error;
  std::function<void()> on_latency;                     // it has changed and was handed to the elements
  std::function<void(const GstStructure&)> on_element;  // an element's own message
};

/// Calls back on the executor's context. Ends when destroyed, also from within a call back. Thread-bound to that
/// context.
class BusWatch {
 public:
  BusWatch() = default;
  BusWatch(const glib::Executor& executor, GstElement* pipeline, BusHandlers handlers);
  void reset() { source_.reset(); }

 private:
  glib::ScopedSource source_;
};

/// Ends the stream so that files are complete, and waits for that; gives up after two seconds.
void send_end_and_wait(GstElement* pipeline);

}  // namespace vchat::media
