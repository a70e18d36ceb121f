#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "media/audio_encoder.hpp"
#include "media/clock.hpp"
#include "media/element.hpp"
#include "peer/receiver.hpp"
#include "support/main_loop.hpp"

namespace vchat::peer {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

struct HeedfulVoice : media::Voice {
  void push(GstSample* sample) override {
    const std::lock_guard lock(mutex);
    heard.emplace_back(GST_BUFFER_PTS(gst_sample_get_buffer(sample)));
  }
  void observe(nanoseconds timestamp, nanoseconds) override {
    const std::lock_guard lock(mutex);
    observed.push_back(timestamp);
  }
  nanoseconds playout_delay() const override { return {}; }
  bool speaking() const override { return false; }

  std::vector<nanoseconds> what(const std::vector<nanoseconds> HeedfulVoice::*list) {
    const std::lock_guard lock(mutex);
    return this->*list;
  }
  std::mutex mutex;
  std::vector<nanoseconds> heard;
  std::vector<nanoseconds> observed;
};

/// Silence that is sent with pauses, and received with the errors corrected.
class AudioReceiverTest : public testing::Test {
 protected:
  AudioReceiverTest() {
    media::use_common_clock(GST_PIPELINE(pipeline_.get()));
    const auto source = media::parse_bin("test",
                                         "audiotestsrc is-live=true samplesperbuffer=480 wave=silence ! "
                                         "audio/x-raw,format=S16LE,rate=48000,channels=1",
                                         GST_PAD_SRC);
    const auto encoder = media::make_audio_encoder(std::make_shared<media::SoundControl>());
    const auto payloader = media::make_element("rtpopuspay");
    gst_bin_add_many(GST_BIN(pipeline_.get()), source.get(), encoder.get(), payloader.get(), nullptr);
    gst_element_link_many(source.get(), encoder.get(), payloader.get(), nullptr);
    receiver_.emplace(GST_BIN(pipeline_.get()), voice_, nullptr);
    receiver_->correct_errors();
    sent_ = glib::adopt(gst_element_get_static_pad(payloader.get(), "src"));
    gst_pad_link(sent_.get(), receiver_->sink_pad());
  }
  ~AudioReceiverTest() override { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

  /// Until so many packets of pauses were heeded.
  void receive(std::size_t packets) {
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    EXPECT_TRUE(test::run_until([&] { return voice_->what(&HeedfulVoice::observed).size() >= packets; }));
    gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  }

  glib::RefPtr<GstElement> pipeline_ = glib::sink(gst_pipeline_new(nullptr));
  std::shared_ptr<HeedfulVoice> voice_ = std::make_shared<HeedfulVoice>();
  std::optional<AudioReceiver> receiver_;
  glib::RefPtr<GstPad> sent_;
};

TEST_F(AudioReceiverTest, ThePacketsOfAPauseAreHeededAndNotHeard) {
  receive(4);
  const auto observed = voice_->what(&HeedfulVoice::observed);
  for (std::size_t i = 1; i < observed.size(); ++i) EXPECT_GT(observed[i], observed[i - 1] + 100ms);
  for (const auto heard : voice_->what(&HeedfulVoice::heard)) EXPECT_LT(heard, observed.front());
}

/// Of the packets that come after a pause each second one gets lost, as rtpjitterbuffer tells it.
GstPadProbeReturn lose_each_second(GstPad* pad, GstPadProbeInfo* info, gpointer) {
  static thread_local GstClockTime last = 0;
  static thread_local bool lost = false;
  const auto timestamp = GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info));
  const bool pause = timestamp > std::exchange(last, timestamp) + 100 * GST_MSECOND;
  lost = pause && !lost;
  if (!lost) return GST_PAD_PROBE_OK;
  auto* event = gst_structure_new("GstRTPPacketLost", "seqnum", G_TYPE_UINT, 0u, "timestamp", G_TYPE_UINT64, timestamp,
                                  "duration", G_TYPE_UINT64, guint64{200 * GST_MSECOND}, nullptr);
  gst_pad_push_event(pad, gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, event));
  return GST_PAD_PROBE_DROP;
}

TEST_F(AudioReceiverTest, NothingIsHeardOfAPauseInWhichPacketsGetLost) {
  gst_pad_add_probe(sent_.get(), GST_PAD_PROBE_TYPE_BUFFER, &lose_each_second, nullptr, nullptr);
  receive(4);
  const auto observed = voice_->what(&HeedfulVoice::observed);
  for (const auto heard : voice_->what(&HeedfulVoice::heard)) EXPECT_LT(heard, observed.front() - 100ms);
}

}  // namespace
}  // namespace vchat::peer
