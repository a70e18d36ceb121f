#include "peer/pacer.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "glib/ref_ptr.hpp"

namespace vchat::peer {
namespace {

/// A pad with a pacer, and behind it one that notes what comes.
class PacerTest : public testing::Test {
 protected:
  PacerTest() {
    gst_pad_set_element_private(sink_.get(), this);
    gst_pad_set_chain_function(sink_.get(), [](GstPad* pad, GstObject*, GstBuffer* raw) -> GstFlowReturn {
      const auto buffer = glib::adopt(raw);
      self(pad).singles_.push_back(GST_BUFFER_OFFSET(buffer.get()));
      return self(pad).flow_;
    });
    gst_pad_set_chain_list_function(sink_.get(), [](GstPad* pad, GstObject*, GstBufferList* raw) -> GstFlowReturn {
      const auto list = glib::adopt(raw);
      ++self(pad).lists_;
      return GST_FLOW_OK;
    });
    gst_pad_set_active(source_.get(), TRUE);
    gst_pad_set_active(sink_.get(), TRUE);
    gst_pad_link(source_.get(), sink_.get());
    gst_pad_push_event(source_.get(), gst_event_new_stream_start("pacer"));
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(source_.get(), gst_event_new_segment(&segment));
  }

  static PacerTest& self(GstPad* pad) { return *static_cast<PacerTest*>(gst_pad_get_element_private(pad)); }

  GstFlowReturn push(guint packets) {
    auto* list = gst_buffer_list_new();
    for (guint i = 0; i < packets; ++i) {
      auto* buffer = gst_buffer_new_allocate(nullptr, 1200, nullptr);
      GST_BUFFER_OFFSET(buffer) = i;
      gst_buffer_list_add(list, buffer);
    }
    return gst_pad_push_list(source_.get(), list);
  }

  glib::RefPtr<GstPad> source_ = glib::sink(gst_pad_new("src", GST_PAD_SRC));
  glib::RefPtr<GstPad> sink_ = glib::sink(gst_pad_new("sink", GST_PAD_SINK));
  Pacer pacer_{source_.get()};
  std::vector<guint64> singles_;
  int lists_ = 0;
  GstFlowReturn flow_ = GST_FLOW_OK;
};

TEST_F(PacerTest, LetsEverythingPassAtFirst) {
  EXPECT_EQ(push(20), GST_FLOW_OK);
  EXPECT_EQ(lists_, 1);
  EXPECT_TRUE(singles_.empty());
}

TEST_F(PacerTest, LetsUsualFramesPass) {
  pacer_.set_rate(1e6);
  EXPECT_EQ(push(4), GST_FLOW_OK);
  EXPECT_EQ(lists_, 1);
}

TEST_F(PacerTest, SendsALargeFramePacketByPacketInOrder) {
  pacer_.set_rate(500e3);
  EXPECT_EQ(push(10), GST_FLOW_OK);
  EXPECT_EQ(lists_, 0);
  EXPECT_EQ(singles_, (std::vector<guint64>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST_F(PacerTest, StopsAndTellsWhenTheNetworkStageDoes) {
  flow_ = GST_FLOW_FLUSHING;
  pacer_.set_rate(500e3);
  EXPECT_EQ(push(10), GST_FLOW_FLUSHING);
  EXPECT_EQ(singles_.size(), 1U);
}

}  // namespace
}  // namespace vchat::peer
