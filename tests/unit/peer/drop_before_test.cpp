#include "peer/drop_before.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "glib/ref_ptr.hpp"

namespace vchat::peer {
namespace {

TEST(DropBefore, LetsPassWhatIsNotOlder) {
  const auto source = glib::sink(gst_pad_new("src", GST_PAD_SRC));
  const auto sink = glib::sink(gst_pad_new("sink", GST_PAD_SINK));
  std::vector<GstClockTime> passed;
  gst_pad_set_element_private(sink.get(), &passed);
  gst_pad_set_chain_function(sink.get(), [](GstPad* pad, GstObject*, GstBuffer* raw) -> GstFlowReturn {
    const auto buffer = glib::adopt(raw);
    static_cast<std::vector<GstClockTime>*>(gst_pad_get_element_private(pad))->push_back(GST_BUFFER_PTS(buffer.get()));
    return GST_FLOW_OK;
  });
  gst_pad_set_active(source.get(), TRUE);
  gst_pad_set_active(sink.get(), TRUE);
  gst_pad_link(source.get(), sink.get());
  gst_pad_push_event(source.get(), gst_event_new_stream_start("frames"));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  gst_pad_push_event(source.get(), gst_event_new_segment(&segment));
  const auto push = [&](GstClockTime at) {
    auto* buffer = gst_buffer_new();
    GST_BUFFER_PTS(buffer) = at;
    return gst_pad_push(source.get(), buffer);
  };

  const auto moment = std::make_shared<std::atomic<GstClockTime>>(0);
  drop_before(source.get(), moment);
  EXPECT_EQ(push(10), GST_FLOW_OK);
  *moment = 40;
  for (const GstClockTime at : {20, 30, 40, 50}) EXPECT_EQ(push(at), GST_FLOW_OK) << "what is dropped is no error";
  EXPECT_EQ(passed, (std::vector<GstClockTime>{10, 40, 50}));
}

}  // namespace
}  // namespace vchat::peer
