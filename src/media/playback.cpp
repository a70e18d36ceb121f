#define G_LOG_DOMAIN "vchat-media"

#include "media/playback.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "glib/executor.hpp"
#include "glib/source.hpp"
#include "media/device_error.hpp"
#include "media/element.hpp"
#include "media/mix_loop.hpp"
#include "media/speaker_pipeline.hpp"
#include "media/speaker_plan.hpp"
#include "media/voice_mixer.hpp"

namespace vchat::media {

namespace {

using OnWarning = std::function<void(std::string code, std::string message)>;

constexpr std::chrono::milliseconds first_wait{1000};
constexpr std::chrono::milliseconds longest_wait{30'000};

class SpeakerPlayback final : public Playback {
 public:
  SpeakerPlayback(SpeakerPlan plan, bool echo_probe, OnWarning on_warning);
  ~SpeakerPlayback() override { close(); }
  [[nodiscard]] std::shared_ptr<AudioMixer> mixer() override { return mixer_; }
  void set_tap(Tap tap) override;

 private:
  [[nodiscard]] std::optional<util::DeviceError> open();
  [[nodiscard]] std::optional<util::DeviceError> try_sink(glib::RefPtr<GstElement> sink);
  void open_placeholder();
  void use(std::unique_ptr<SpeakerPipeline> pipeline);
  void close();
  void on_error(const BusError& error);
  void try_later();
  void warn(const std::string& what, const std::string& message) const;

  const SpeakerPlan plan_;
  const std::shared_ptr<const OnWarning> on_warning_;  // what is posted holds it weakly
  const glib::Executor executor_;
  const std::shared_ptr<VoiceMixer> mixer_ = std::make_shared<VoiceMixer>();
  // One for all pipelines: the canceller at the microphone holds on to the one that it has found first.
  glib::RefPtr<GstElement> probe_;
  MixLoop loop_{mixer_};
  std::unique_ptr<SpeakerPipeline> pipeline_;
  glib::ScopedSource retry_;
  std::chrono::milliseconds wait_ = first_wait;
};

SpeakerPlayback::SpeakerPlayback(SpeakerPlan plan, bool echo_probe, OnWarning on_warning)
    : plan_(std::move(plan)), on_warning_(std::make_shared<const OnWarning>(std::move(on_warning))) {
  if (echo_probe) {
    probe_ = make_element("webrtcechoprobe");
    gst_object_set_name(GST_OBJECT(probe_.get()), echo_probe_name);
  }
  if (plan_.sinks.empty()) {
    if (plan_.speaker != "none") warn("missing", "no sound can be played: neither pulsesink nor alsasink is installed");
    open_placeholder();
    return;
  }
  const auto failure = open();
  if (!failure) return;
  if (plan_.named) throw *failure;
  warn("missing", std::string("there is no speaker that can be used, the call goes on without (") + failure->what() +
                      "). See --speaker");
  open_placeholder();
  try_later();
}

void SpeakerPlayback::set_tap(Tap tap) {
  if (!tap) return loop_.set_tap(nullptr);
  loop_.set_tap([mixer = mixer_, tap = std::move(tap)](ConstSoundSpan block, GstClockTime time) {
    tap(block, std::chrono::nanoseconds(time) + mixer->output_delay());
  });
}

/// What the last of the sinks said, if none can be opened.
std::optional<util::DeviceError> SpeakerPlayback::open() {
  std::optional<util::DeviceError> failure;
  for (const auto& make_sink : plan_.sinks) {
    auto next_failure = try_sink(make_sink());
    if (!next_failure) return std::nullopt;
    if (!failure) failure = std::move(next_failure);
  }
  return failure;
}

std::optional<util::DeviceError> SpeakerPlayback::try_sink(glib::RefPtr<GstElement> sink) {
  close();
  auto pipeline = std::make_unique<SpeakerPipeline>(std::move(sink), probe_, plan_.described);
  if (const auto error = pipeline->start()) return explain_speaker_failure(plan_.speaker, *error);
  use(std::move(pipeline));
  return std::nullopt;
}

/// The canceller does not start without its probe, and the probe has to run.
void SpeakerPlayback::open_placeholder() {
  close();
  if (!probe_) return;
  auto sink = make_element("fakesink");
  auto pipeline = std::make_unique<SpeakerPipeline>(std::move(sink), probe_, false);
  if (!pipeline->start()) use(std::move(pipeline));
}

void SpeakerPlayback::use(std::unique_ptr<SpeakerPipeline> pipeline) {
  pipeline_ = std::move(pipeline);
  pipeline_->watch(
      executor_, [this](const BusError& error) { on_error(error); },
      [mixer = mixer_](std::chrono::nanoseconds delay) { mixer->set_output_delay(delay); });
  loop_.set_output(
      [pipeline = pipeline_.get()](ConstSoundSpan block, GstClockTime time) { pipeline->push(block, time); });
}

void SpeakerPlayback::close() {
  loop_.set_output(nullptr);
  pipeline_ = nullptr;
  mixer_->set_output_delay(std::chrono::nanoseconds::zero());
}

void SpeakerPlayback::on_error(const BusError& error) {
  assert(executor_.inside());
  const auto failure = explain_speaker_failure(plan_.speaker, error);
  const bool busy = failure.problem() == util::DeviceProblem::busy;
  warn(busy ? "busy" : "unplugged", std::string(failure.what()) + "; it is tried again until it is back");
  open_placeholder();
  try_later();
}

void SpeakerPlayback::try_later() {
  retry_ = glib::after(executor_, wait_, [this] {
    wait_ = std::min(wait_ * 2, longest_wait);
    if (open()) {
      open_placeholder();
      return try_later();
    }
    wait_ = first_wait;
    warn("back", "the speaker is back");
  });
}

void SpeakerPlayback::warn(const std::string& what, const std::string& message) const {
  executor_.post([on_warning = std::weak_ptr(on_warning_), code = "speaker-" + what, message] {
    if (const auto locked = on_warning.lock(); locked && *locked) (*locked)(code, message);
  });
}

}  // namespace

std::unique_ptr<Playback> Playback::create(const std::string& speaker, bool echo_probe, OnWarning on_warning) {
  return std::make_unique<SpeakerPlayback>(plan_speaker(speaker), echo_probe, std::move(on_warning));
}

}  // namespace vchat::media
