// From a pipeline to a SampleConsumer.
#pragma once

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/frame_sink.hpp"

namespace vchat::media {

/// An appsink that hands on each buffer at once: no clock, no preroll, nothing kept.
[[nodiscard]] glib::RefPtr<GstElement> make_sample_sink();

/// `consumer` gets what comes to `sample_sink`, on its streaming thread, with timestamps in running time (no DTS). Call
/// before the sink leaves NULL; after the sink is in NULL again the consumer is not called any more.
void set_sample_consumer(GstElement* sample_sink, SampleConsumer consumer);

}  // namespace vchat::media
