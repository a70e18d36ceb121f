// Threads that let those of the call go first.
#pragma once

#include <gst/gst.h>

namespace vchat::recording {

/// The calling thread gets less of the processor than others where that is short.
void lower_priority();

/// For a bus's synchronous handler: does that to a streaming thread when it says that it begins.
void lower_priority_of_new_thread(GstMessage* stream_status);

}  // namespace vchat::recording
