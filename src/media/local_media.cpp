#include "media/local_media.hpp"

#include <atomic>
#include <map>
#include <utility>

#include "glib/source.hpp"
#include "media/camera_source.hpp"
#include "media/capture_control.hpp"
#include "media/codec_probe.hpp"
#include "media/device_error.hpp"
#include "media/fan_out.hpp"
#include "media/microphone_source.hpp"
#include "media/overload_guard.hpp"
#include "media/sound_gate.hpp"
#include "media/sound_stream.hpp"
#include "media/video_ladder.hpp"

namespace vchat::media {

namespace {

class CapturedMedia : public LocalMedia {
 public:
  CapturedMedia(const LocalMediaOptions& options, LocalMediaObserver observer)
      : options_(options), observer_(std::make_shared<const LocalMediaObserver>(std::move(observer))) {
    open("camera", options.camera == "auto", camera_, &CapturedMedia::open_camera);
    open("microphone", options.microphone == "auto", microphone_, &CapturedMedia::open_microphone);
    if (camera_) load_timer_ = glib::every(executor_, std::chrono::seconds(1), [this] { watch_load(); });
  }

  std::shared_ptr<EncodedStream> video(util::VideoCodec codec) override {
    if (!camera_) return nullptr;
    auto& encoder = video_[codec];
    if (!encoder) {
      const VideoEncoderOptions settings{options_.width, options_.height, options_.framerate, options_.video_bitrate};
      encoder = std::make_shared<VideoLadder>(pictures_, working_encoder(codec), settings);
      encoder->set_limit(overload_.limit());
    }
    return encoder;
  }

  std::shared_ptr<EncodedStream> audio() override { return audio_; }

  void set_preview(SampleConsumer preview) override {
    preview_.reset();
    if (preview) preview_ = pictures_->subscribe(std::move(preview));
  }

  std::unique_ptr<Subscription> listen(SampleConsumer consumer) override {
    return gate_->output()->subscribe(std::move(consumer));
  }

  void set_muted(bool muted) override {
    gate_->set_muted(muted);
    report_state();
  }

  void set_camera_on(bool on) override {
    if (camera_) camera_->set_on(on);
  }

  CaptureState state() const override {
    return {.audio = microphone_ && microphone_->running() && !gate_->muted(), .video = camera_ && camera_->running()};
  }

  double microphone_level() const override { return gate_->level(); }

 private:
  CaptureControl::Observer observe() {
    return {[observer = observer_](const std::string& code, const std::string& message) {
              if (observer->on_warning) observer->on_warning(code, message);
            },
            [this](bool) { report_state(); }};
  }

  void open_camera() {
    auto plan = find_camera(options_);
    if (!plan) return;
    camera_ = std::make_unique<CaptureControl>(
        CaptureControl::Config{"camera", plan->make, plan->explain,
                               [pictures = pictures_](GstSample* sample) { pictures->deliver(sample); }},
        observe());
    camera_->start();
  }

  void open_microphone() {
    auto plan = find_microphone(options_);
    if (!plan) return;
    microphone_ = std::make_unique<CaptureControl>(
        CaptureControl::Config{"microphone", plan->make, plan->explain,
                               [gate = gate_](GstSample* sample) { gate->push(sample); }},
        observe());
    microphone_->start();
    audio_ = std::make_shared<SoundStream>(gate_->output());
  }

  /// What was found by itself may fail: the call goes on without it.
  void open(const std::string& role, bool automatic, std::unique_ptr<CaptureControl>& control,
            void (CapturedMedia::*open_it)()) {
    try {
      (this->*open_it)();
    } catch (const util::DeviceError& error) {
      control.reset();
      if (!automatic) throw;
      warn(role + "-" + std::string(problem_name(error.problem())), error.what());
    }
  }

  void watch_load() {
    EncoderLoad sum;
    for (const auto& [codec, encoder] : video_) {
      const auto load = encoder->take_load();
      sum.offered += load.offered;
      sum.late += load.late;
    }
    if (!overload_.update(sum)) return;
    for (const auto& [codec, encoder] : video_) encoder->set_limit(overload_.limit());
    if (overload_.overloaded() && !std::exchange(overload_told_, true))
      warn("cpu-overload",
           "This machine is too slow for the picture: it is sent with fewer frames, or smaller; close other programs, "
           "or "
           "try a smaller --size or --framerate");
  }

  void warn(const std::string& code, const std::string& message) const {
    executor_.post([observer = std::weak_ptr(observer_), code, message] {
      if (auto locked = observer.lock(); locked && locked->on_warning) locked->on_warning(code, message);
    });
  }

  void report_state() {
    const auto now = state();
    if (std::exchange(reported_, now) == now) return;
    executor_.post([observer = std::weak_ptr(observer_), now] {
      if (auto locked = observer.lock(); locked && locked->on_state) locked->on_state(now);
    });
  }

  const LocalMediaOptions options_;
  const std::shared_ptr<const LocalMediaObserver> observer_;
  const glib::Executor executor_;
  CaptureState reported_;
  const std::shared_ptr<FanOut> pictures_ = std::make_shared<FanOut>();
  const std::shared_ptr<SoundGate> gate_ = std::make_shared<SoundGate>();
  std::map<util::VideoCodec, std::shared_ptr<VideoLadder>> video_;
  std::shared_ptr<SoundStream> audio_;
  OverloadGuard overload_;
  bool overload_told_ = false;
  glib::ScopedSource load_timer_;
  std::unique_ptr<Subscription> preview_;
  std::unique_ptr<CaptureControl> camera_;
  std::unique_ptr<CaptureControl> microphone_;
};

}  // namespace

std::unique_ptr<LocalMedia> LocalMedia::create(const LocalMediaOptions& options, LocalMediaObserver observer) {
  return std::make_unique<CapturedMedia>(options, std::move(observer));
}

}  // namespace vchat::media
