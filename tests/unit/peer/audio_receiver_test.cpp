#include <mutex>
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

TEST(AudioReceiver, WhereLossIsCorrectedThePacketsOfAPauseAreHeededAndNotHeard) {
  const auto pipeline = glib::sink(gst_pipeline_new(nullptr));
  media::use_common_clock(GST_PIPELINE(pipeline.get()));
  const auto source = media::parse_bin("test",
                                       "audiotestsrc is-live=true samplesperbuffer=480 wave=silence ! "
                                       "audio/x-raw,format=S16LE,rate=48000,channels=1",
                                       GST_PAD_SRC);
  const auto encoder = media::make_audio_encoder(std::make_shared<media::SoundControl>());
  const auto payloader = media::make_element("rtpopuspay");
  gst_bin_add_many(GST_BIN(pipeline.get()), source.get(), encoder.get(), payloader.get(), nullptr);
  ASSERT_TRUE(gst_element_link_many(source.get(), encoder.get(), payloader.get(), nullptr));
  const auto voice = std::make_shared<HeedfulVoice>();
  AudioReceiver receiver(GST_BIN(pipeline.get()), voice, nullptr);
  receiver.correct_errors();
  const auto from = glib::adopt(gst_element_get_static_pad(payloader.get(), "src"));
  ASSERT_EQ(gst_pad_link(from.get(), receiver.sink_pad()), GST_PAD_LINK_OK);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  EXPECT_TRUE(test::run_until([&] { return voice->what(&HeedfulVoice::observed).size() >= 4; }));
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);

  const auto observed = voice->what(&HeedfulVoice::observed);
  for (std::size_t i = 1; i < observed.size(); ++i) EXPECT_GT(observed[i], observed[i - 1] + 100ms);
  for (const auto heard : voice->what(&HeedfulVoice::heard)) EXPECT_LT(heard, observed.front());
}

}  // namespace
}  // namespace vchat::peer
