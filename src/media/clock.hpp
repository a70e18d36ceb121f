// One clock and one base time for every pipeline, so that a buffer's running time means the same in each of them.
#pragma once

#include <gst/gst.h>

namespace vchat::media {

/// Puts `pipeline` on the process-wide clock and base time: the system's monotonic clock, base time 0 at the first call
/// of any function here. `start`, in ns, is the common running time at which this pipeline's own running time is 0.
/// Call before PLAYING. Thread-safe.
void use_common_clock(GstPipeline* pipeline, GstClockTime start = 0);

/// The running time now, in ns, in every such pipeline. Thread-safe.
[[nodiscard]] GstClockTime running_time_now();

/// `running_time` (ns) of `element`'s pipeline, which may have another base time on the same clock, as one of the
/// common base time. GST_CLOCK_TIME_NONE stays what it is. Thread-safe.
[[nodiscard]] GstClockTime common_running_time(GstElement* element, GstClockTime running_time);

}  // namespace vchat::media
