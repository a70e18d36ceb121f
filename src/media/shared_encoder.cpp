#include "media/shared_encoder.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include "media/clock.hpp"
#include "media/element.hpp"
#include "media/frame_decimator.hpp"
#include "media/sample.hpp"
#include "media/scene_cut.hpp"
#include "media/still_filter.hpp"
#include "media/video_encoder.hpp"
#include "util/error.hpp"

namespace vchat::media {

namespace {

constexpr int frames_until_sharp = 14;  // after a cut

glib::RefPtr<GstElement> make_input(Medium medium) {
  auto input = make_element("appsrc");
  // Nothing waits here: an encoder that is too slow gets the newest picture. Sound is worth a little patience.
  g_object_set(input.get(), "format", GST_FORMAT_TIME, "is-live", TRUE, "leaky-type", GST_APP_LEAKY_TYPE_DOWNSTREAM,
               "max-bytes", guint64{0}, "max-buffers", guint64{medium == Medium::video ? 1U : 20U}, nullptr);
  return input;
}

}  // namespace

/// One run of the encoder, from the first subscription to the last.
class SharedEncoder::Run {
 public:
  /// `framerate` 0: as many as come.
  Run(Medium medium, FanOut& raw, FanOut& encoded, glib::RefPtr<GstElement> encoder, double framerate,
      std::function<void(GstElement*, double)> set_coarseness)
      : pipeline_(glib::sink(gst_pipeline_new(nullptr))),
        input_(make_input(medium)),
        encoder_(std::move(encoder)),
        output_(make_sample_sink()),
        encoded_(encoded),
        set_coarseness_(std::move(set_coarseness)) {
    if (framerate > 0) decimator_.set_rate(framerate);
    gst_bin_add_many(GST_BIN(pipeline_.get()), input_.get(), encoder_.get(), output_.get(), nullptr);
    if (!gst_element_link_many(input_.get(), encoder_.get(), output_.get(), nullptr))
      throw util::Error("cannot link the encoder " + std::string(GST_OBJECT_NAME(encoder_.get())));
    use_common_clock(GST_PIPELINE(pipeline_.get()));
    if (medium == Medium::video) {
      auto pad = glib::adopt(gst_element_get_static_pad(encoder_.get(), "sink"));
      gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &Run::before_frame, this, nullptr);
    }
    set_sample_consumer(output_.get(), [this](GstSample* sample) { encoded_.deliver(sample); });
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    subscription_ = raw.subscribe([this, medium](GstSample* sample) {
      cut_seen_ = (set_coarseness_ && is_cut(sample)) || cut_seen_;
      if (medium == Medium::video && !wanted(sample)) return;
      if (std::exchange(cut_seen_, false)) cut_ = true;
      ++offered_;
      gst_app_src_push_sample(GST_APP_SRC(input_.get()), sample);
    });
  }

  ~Run() {
    subscription_.reset();
    gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  }

  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void request_keyframe() {
    const std::lock_guard lock(mutex_);
    limiter_.request();
  }

  void set_framerate(double framerate) {
    const std::lock_guard lock(mutex_);
    decimator_.set_rate(framerate);
  }

  /// A picture that was offered and not begun was replaced by a newer one; one may still wait.
  EncoderLoad take_load() {
    const int offered = offered_.exchange(0);
    waiting_ += offered - begun_.exchange(0);
    const int late = std::max(0, waiting_ - 1);
    waiting_ -= late;
    return {offered, late};
  }

  [[nodiscard]] GstElement* encoder() const { return encoder_.get(); }

 private:
  /// Pictures; of sound, silence is marked as a gap, too, and all of it is wanted.
  bool wanted(GstSample* sample) {
    const auto* buffer = gst_sample_get_buffer(sample);
    const auto at = std::chrono::nanoseconds(GST_BUFFER_PTS(buffer));
    const std::lock_guard lock(mutex_);
    still_.see(GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_GAP));
    if (!still_.worth_it(limiter_.requested(), at) || !decimator_.take(at)) return false;
    still_.take(limiter_.requested(), at);
    return true;
  }

  static GstPadProbeReturn before_frame(GstPad*, GstPadProbeInfo*, gpointer self) noexcept {
    auto& run = *static_cast<Run*>(self);
    ++run.begun_;
    if (run.set_coarseness_) run.heed_cuts();
    run.force_keyframe_if_due();
    return GST_PAD_PROBE_OK;
  }

  void heed_cuts() {
    if (cut_.exchange(false))
      until_sharp_ = frames_until_sharp;
    else if (until_sharp_ == 0)
      return;
    else
      --until_sharp_;
    set_coarseness_(encoder_.get(), static_cast<double>(until_sharp_) / frames_until_sharp);
  }

  /// To be asked of pictures that are not encoded, too: the more are left out, the more movement hides a cut.
  bool is_cut(GstSample* picture) {
    const auto* caps = gst_sample_get_caps(picture);
    GstVideoInfo format;
    GstVideoFrame frame;
    if (caps == nullptr || !gst_video_info_from_caps(&format, caps) ||
        !gst_video_frame_map(&frame, &format, gst_sample_get_buffer(picture), GST_MAP_READ))
      return false;
    const bool cut = scene_cut_.see(
        std::chrono::nanoseconds(GST_BUFFER_PTS(gst_sample_get_buffer(picture))),
        {static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(&frame, 0)), GST_VIDEO_FRAME_COMP_STRIDE(&frame, 0),
         GST_VIDEO_FRAME_COMP_WIDTH(&frame, 0), GST_VIDEO_FRAME_COMP_HEIGHT(&frame, 0)});
    gst_video_frame_unmap(&frame);
    return cut;
  }

  void force_keyframe_if_due() {
    {
      const std::lock_guard lock(mutex_);
      if (!limiter_.take(std::chrono::nanoseconds(running_time_now()))) return;
    }
    force_keyframe(encoder_.get());
  }

  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstElement> input_;
  glib::RefPtr<GstElement> encoder_;
  glib::RefPtr<GstElement> output_;
  FanOut& encoded_;
  const std::function<void(GstElement*, double)> set_coarseness_;
  SceneCut scene_cut_;            // capture's thread only, as the next
  bool cut_seen_ = false;         // since the last picture that was offered
  std::atomic<bool> cut_{false};  // in what was offered since the last picture that was encoded
  int until_sharp_ = 0;           // frames; encoder's thread only
  std::atomic<int> offered_{0};
  std::atomic<int> begun_{0};
  int waiting_ = 0;
  std::mutex mutex_;  // of the three that follow
  KeyframeLimiter limiter_;
  StillFilter still_;
  FrameDecimator decimator_;
  std::unique_ptr<Subscription> subscription_;
};

class SharedEncoder::Lease : public Subscription {
 public:
  Lease(std::shared_ptr<SharedEncoder> encoder, std::unique_ptr<Subscription> subscription)
      : encoder_(std::move(encoder)), subscription_(std::move(subscription)) {}
  ~Lease() override { encoder_->release(std::move(subscription_)); }

  void request_keyframe() override { encoder_->request_keyframe(); }

 private:
  std::shared_ptr<SharedEncoder> encoder_;
  std::unique_ptr<Subscription> subscription_;
};

SharedEncoder::SharedEncoder(Medium medium, std::shared_ptr<FanOut> raw, Recipe recipe)
    : medium_(medium), raw_(std::move(raw)), recipe_(std::move(recipe)) {}

SharedEncoder::~SharedEncoder() = default;

std::unique_ptr<Subscription> SharedEncoder::subscribe(SampleConsumer consumer) {
  const std::lock_guard lock(mutex_);
  auto subscription = encoded_.subscribe(std::move(consumer));
  if (!run_) {
    auto encoder = recipe_.make();
    if (rate_) recipe_.set_bitrate(encoder.get(), rate_->bitrate);
    run_ = std::make_unique<Run>(medium_, *raw_, encoded_, std::move(encoder), rate_ ? rate_->framerate : 0,
                                 recipe_.set_coarseness);
  }
  ++subscribers_;
  return std::make_unique<Lease>(shared_from_this(), std::move(subscription));
}

void SharedEncoder::request_keyframe() {
  const std::lock_guard lock(mutex_);
  if (run_ && medium_ == Medium::video) run_->request_keyframe();
}

void SharedEncoder::set_rate(int bitrate, double framerate) {
  const Rate rate{bitrate, framerate};
  const std::lock_guard lock(mutex_);
  if (rate_ == rate) return;
  rate_ = rate;
  if (!run_) return;
  recipe_.set_bitrate(run_->encoder(), bitrate);
  run_->set_framerate(framerate);
}

EncoderLoad SharedEncoder::take_load() {
  const std::lock_guard lock(mutex_);
  return run_ ? run_->take_load() : EncoderLoad{};
}

void SharedEncoder::release(std::unique_ptr<Subscription> subscription) {
  subscription.reset();
  const std::lock_guard lock(mutex_);
  if (--subscribers_ == 0) run_.reset();
}

}  // namespace vchat::media
