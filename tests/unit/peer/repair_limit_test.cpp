#include "peer/repair_limit.hpp"

#include <gtest/gtest.h>

#include "glib/ref_ptr.hpp"
#include "media/element.hpp"

namespace vchat::peer {
namespace {

class RepairLimitTest : public testing::Test {
 protected:
  RepairLimitTest() {
    gst_bin_add(GST_BIN(bin_.get()), rtx_.get());
    auto* types = gst_structure_new("application/x-rtp-pt-map", "96", G_TYPE_UINT, 97U, nullptr);
    g_object_set(rtx_.get(), "payload-type-map", types, nullptr);
    gst_structure_free(types);
    const auto pad = glib::adopt(gst_element_get_static_pad(rtx_.get(), "sink"));
    gst_element_set_state(rtx_.get(), GST_STATE_PAUSED);
    auto* buffer = gst_rtp_packet();
    gst_pad_chain(pad.get(), buffer);
  }

  ~RepairLimitTest() override { gst_element_set_state(rtx_.get(), GST_STATE_NULL); }

  /// How many of so many requests come through.
  unsigned ask(unsigned times) {
    const auto before = requests();
    const auto pad = glib::adopt(gst_element_get_static_pad(rtx_.get(), "src"));
    for (unsigned i = 0; i < times; ++i)
      gst_pad_send_event(
          pad.get(), gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                                          gst_structure_new("GstRTPRetransmissionRequest", "seqnum", G_TYPE_UINT, 7U,
                                                            "ssrc", G_TYPE_UINT, 1U, nullptr)));
    return requests() - before;
  }

  RepairLimit& limit() { return limit_; }

 private:
  /// Version 2, payload type 96, sequence number 7, SSRC 1.
  static GstBuffer* gst_rtp_packet() {
    static const guint8 bytes[] = {0x80, 96, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1, 42};
    return gst_buffer_new_memdup(bytes, sizeof bytes);
  }

  unsigned requests() {
    guint count = 0;
    g_object_get(rtx_.get(), "num-rtx-requests", &count, nullptr);
    return count;
  }

  glib::RefPtr<GstElement> bin_ = glib::sink(gst_bin_new(nullptr));
  RepairLimit limit_{GST_BIN(bin_.get())};
  glib::RefPtr<GstElement> rtx_ = media::make_element("rtprtxsend");
};

TEST_F(RepairLimitTest, LetsEverythingThroughBeforeARateIsKnown) {
  EXPECT_EQ(ask(50), 50U);
}

TEST_F(RepairLimitTest, DropsRequestsBeyondTheRate) {
  limit().set_rate(100e3);
  // Three packets at once, and ten a second after that.
  const auto passed = ask(50);
  EXPECT_GE(passed, 3U);
  EXPECT_LT(passed, 50U);
}

TEST_F(RepairLimitTest, CarriesMoreWhereThereIsMore) {
  limit().set_rate(10e6);
  EXPECT_GE(ask(20), 3U);
  g_usleep(100'000);
  EXPECT_EQ(ask(20), 20U);
}

}  // namespace
}  // namespace vchat::peer
