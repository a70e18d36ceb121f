#include "recording/low_priority.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace vchat::recording {

namespace {

constexpr int niceness = 10;

}  // namespace

void lower_priority() {
  // On Linux each thread has a niceness of its own (setpriority(2), "C library/kernel differences").
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
}

void lower_priority_of_new_thread(GstMessage* stream_status) {
  GstStreamStatusType type{};
  gst_message_parse_stream_status(stream_status, &type, nullptr);
  if (type == GST_STREAM_STATUS_TYPE_ENTER) lower_priority();
}

}  // namespace vchat::recording
