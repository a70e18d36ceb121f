#include "call/recorder.hpp"

#include <utility>

#include "ui/text.hpp"
#include "util/error.hpp"

namespace vchat::call {

Recorder::Recorder(Parts parts, RecordOptions options, Observer observer)
    : parts_(std::move(parts)), options_(std::move(options)), observer_(std::move(observer)) {
  if (!options_.file.empty()) prepared_ = make(options_.file);
}

Recorder::~Recorder() {
  if (recording_) finish("left");
}

Recorder::Recording Recorder::make(const std::string& file) {
  return std::make_unique<recording::MeetingRecording>(
      recording::RecordingOptions{file, options_.overwrite, options_.split, {}}, observe());
}

recording::RecordingObserver Recorder::observe() {
  return {
      .on_part =
          [this](const std::string& file) {
            observer_.tell(RecordingChanged{file, true, {}});
          },
      .on_complete = [this](const std::string& file) { on_complete(file); },
      .on_failed =
          [this](const recording::Failure& failure) {
            if (!recording_) return;
            observer_.tell(Warning{failure.disk_full ? "recording-disk-full" : "recording-failed",
                                   "The recording ends: " + failure.message + ". The call goes on"});
            finish(failure.disk_full ? "disk-full" : "failed");
          },
      .on_slow =
          [this] {
            observer_.tell(Warning{"recording-slow",
                                   "This machine is too slow to record every picture: the recording leaves some out"});
          },
      .on_end = [this] { ending_.reset(); },
  };
}

void Recorder::enter() {
  if (prepared_ && !recording_) begin(std::move(prepared_));
}

void Recorder::start(const std::string& file) {
  if (recording_) throw util::UsageError("There is a recording already; /record off ends it");
  begin(make(file));
}

void Recorder::begin(Recording recording) {
  recording_ = std::move(recording);
  recording_->start();
  grid_ = recording_->grid();
  parts_.grid.attach(grid_);
  parts_.playback.set_tap([sound = recording_->sound()](media::ConstSoundSpan block, std::chrono::nanoseconds heard) {
    sound->add_heard(block, heard);
  });
  microphone_ =
      parts_.local.listen([sound = recording_->sound()](GstSample* sample) { sound->add_microphone(sample); });
  on_screen();
  observer_.on_recording(true);
}

void Recorder::on_screen() {
  screen_ = nullptr;
  screen_tile_ = nullptr;
  const auto pictures = recording_ ? parts_.screen() : nullptr;
  if (!pictures) return;
  screen_tile_ = grid_->add_tile({.name = parts_.screen_name, .screen = true}, false);
  screen_ = pictures->subscribe([tile = screen_tile_](GstSample* sample) { tile->show(sample); });
}

void Recorder::stop() {
  if (!recording_) throw util::UsageError("There is no recording; /record FILE begins one");
  finish("asked");
}

void Recorder::finish(const std::string& reason) {
  parts_.playback.set_tap(nullptr);
  microphone_.reset();
  ending_ = std::move(recording_);  // completes one that may still be there
  reason_ = reason;
  ending_->stop();
  // Only now: tiles go one after another, and the last picture is one of everybody.
  on_screen();
  parts_.grid.detach(std::exchange(grid_, nullptr));
  observer_.on_recording(false);
}

/// A part while the recording goes on, or the last one.
void Recorder::on_complete(const std::string& file) {
  observer_.tell(RecordingChanged{file, false, recording_ ? "split" : reason_});
}

void Recorder::end() {
  prepared_.reset();
  if (recording_) finish("left");
  const glib::Executor executor;
  while (ending_) g_main_context_iteration(executor.context(), TRUE);
}

}  // namespace vchat::call
