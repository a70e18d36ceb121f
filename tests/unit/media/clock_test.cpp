#include "media/clock.hpp"

#include <gtest/gtest.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {
namespace {

TEST(CommonClock, RunningTimeAgreesInEveryPipeline) {
  const auto before = running_time_now();
  for (int i = 0; i < 2; ++i) {
    auto pipeline = glib::sink(gst_pipeline_new(nullptr));
    use_common_clock(GST_PIPELINE(pipeline.get()));
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    auto clock = glib::adopt(gst_pipeline_get_clock(GST_PIPELINE(pipeline.get())));
    const auto inside = gst_clock_get_time(clock.get()) - gst_element_get_base_time(pipeline.get());
    EXPECT_GE(inside, before);
    EXPECT_LE(inside, running_time_now());
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  }
}

TEST(CommonClock, APauseDoesNotShiftThePipeline) {
  auto pipeline = glib::sink(gst_pipeline_new(nullptr));
  use_common_clock(GST_PIPELINE(pipeline.get()));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const auto base_time = gst_element_get_base_time(pipeline.get());
  gst_element_set_state(pipeline.get(), GST_STATE_PAUSED);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  EXPECT_EQ(gst_element_get_base_time(pipeline.get()), base_time);
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
}

}  // namespace
}  // namespace vchat::media
