#include "media/clock.hpp"

#include "glib/ref_ptr.hpp"

namespace vchat::media {

namespace {

struct CommonClock {
  glib::RefPtr<GstClock> clock = glib::adopt(gst_system_clock_obtain());
  GstClockTime base_time = gst_clock_get_time(clock.get());
};

const CommonClock& common_clock() {
  static const CommonClock common;
  return common;
}

}  // namespace

void use_common_clock(GstPipeline* pipeline, GstClockTime start) {
  const auto& common = common_clock();
  gst_pipeline_use_clock(pipeline, common.clock.get());
  // Without a start time the pipeline leaves its base time alone, through pauses as well.
  gst_element_set_start_time(GST_ELEMENT(pipeline), GST_CLOCK_TIME_NONE);
  gst_element_set_base_time(GST_ELEMENT(pipeline), common.base_time + start);
}

GstClockTime running_time_now() {
  const auto& common = common_clock();
  return gst_clock_get_time(common.clock.get()) - common.base_time;
}

GstClockTime common_running_time(GstElement* element, GstClockTime running_time) {
  if (!GST_CLOCK_TIME_IS_VALID(running_time)) return running_time;
  return running_time + gst_element_get_base_time(element) - common_clock().base_time;
}

}  // namespace vchat::media
