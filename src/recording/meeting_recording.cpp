#include "recording/meeting_recording.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "media/clock.hpp"
#include "recording/low_priority.hpp"

namespace vchat::recording {

namespace {

using std::chrono::nanoseconds;

// So that a meeting in which nothing moves is a stream of pictures all the same.
constexpr std::chrono::milliseconds picture_repeat{200};

nanoseconds now() {
  return nanoseconds(media::running_time_now());
}

media::OutputPace pace_of(const PictureOptions& options) {
  return {.period = std::chrono::microseconds(1'000'000 / options.framerate), .repeat = picture_repeat};
}

}  // namespace

/// One's own picture as the others see it.
class MeetingRecording::OwnTile final : public media::Tile {
 public:
  OwnTile(std::shared_ptr<media::Tile> tile, std::shared_ptr<MeetingSound> sound)
      : tile_(std::move(tile)), sound_(std::move(sound)) {}
  void show(GstSample* sample) override {
    const nanoseconds taken(GST_BUFFER_PTS(gst_sample_get_buffer(sample)));
    sound_->tell_picture_delay(now() - taken);
    tile_->show(sample);
  }
  void set_label(const media::TileLabel& label) override { tile_->set_label(not_mirrored(label)); }

  [[nodiscard]] static media::TileLabel not_mirrored(media::TileLabel label) {
    label.mirrored = false;
    return label;
  }

 private:
  const std::shared_ptr<media::Tile> tile_;
  const std::shared_ptr<MeetingSound> sound_;
};

class MeetingRecording::RecordedGrid final : public media::Grid {
 public:
  RecordedGrid(std::shared_ptr<media::CanvasGrid> grid, std::shared_ptr<MeetingSound> sound)
      : grid_(std::move(grid)), sound_(std::move(sound)) {}

  [[nodiscard]] std::shared_ptr<media::Tile> add_tile(const media::TileLabel& label, bool own_picture) override {
    if (!own_picture) return grid_->add_tile(label, false);
    // No picture delays another one in a file.
    return std::make_shared<OwnTile>(grid_->add_tile(OwnTile::not_mirrored(label), false), sound_);
  }

 private:
  const std::shared_ptr<media::CanvasGrid> grid_;
  const std::shared_ptr<MeetingSound> sound_;
};

MeetingRecording::MeetingRecording(const RecordingOptions& options, RecordingObserver observer)
    : observer_(std::make_shared<const RecordingObserver>(std::move(observer))),
      options_(options),
      canvas_grid_(
          std::make_shared<media::CanvasGrid>(options.picture.width, options.picture.height, pace_of(options.picture))),
      sound_(std::make_shared<MeetingSound>()) {
  encoder_ = std::make_unique<MeetingEncoder>(
      container_of(options.file), options.picture,
      MeetingEncoder::Observer{[this](GstSample* sample) { series_->push(0, sample); },
                               [this](GstSample* sample) { series_->push(1, sample); },
                               [this](const std::string& message) {
                                 post([failure = Failure{false, message}](const auto& to) { to.on_failed(failure); });
                               }});
  file_.emplace(options.file, options.overwrite);
}

MeetingRecording::~MeetingRecording() {
  stop();
  if (ending_.joinable()) ending_.join();
}

std::shared_ptr<media::Grid> MeetingRecording::grid() {
  return std::make_shared<RecordedGrid>(canvas_grid_, sound_);
}

void MeetingRecording::start() {
  assert(executor_.inside() && file_);
  const auto origin = media::running_time_now();
  const auto first = file_->path();
  series_ = std::make_unique<FileSeries>(std::move(*file_),
                                         FileSeries::Options{options_.file, options_.overwrite, options_.split, 2},
                                         origin, make_series_observer(first));
  file_.reset();
  post([first](const auto& to) { to.on_part(first); });
  last_picture_ = origin;
  encoder_->start();
  sound_->start(nanoseconds(origin),
                [this](media::ConstSoundSpan block, nanoseconds time) { encoder_->push_sound(block, time); });
  canvas_grid_->start([this, first = true](const media::Canvas& canvas) mutable {
    if (std::exchange(first, false)) lower_priority();
    take_picture(canvas);
  });
}

void MeetingRecording::take_picture(const media::Canvas& canvas) {
  // Timestamps rise, and the first picture is the beginning of the file.
  const auto changed = static_cast<GstClockTime>(canvas.changed.count());
  last_picture_ = std::max(changed, last_picture_ + GST_MSECOND);
  const bool dropped = !encoder_->push_picture(canvas, last_picture_);
  if (drops_.add(dropped, canvas.changed)) post([](const auto& to) { to.on_slow(); });
}

void MeetingRecording::stop() {
  if (!series_ || ending_.joinable()) return;
  canvas_grid_->stop();
  sound_->stop(now());
  encoder_->end();
  ending_ = std::thread([this] {
    encoder_->wait_for_end();
    series_->finish();
    post([](const auto& to) { to.on_end(); });
  });
}

SeriesObserver MeetingRecording::make_series_observer(const std::string& first) {
  return {
      .on_part =
          [this, first](const std::string& path) {
            if (path != first) post([path](const auto& to) { to.on_part(path); });
          },
      .on_complete = [this](const std::string& path) { post([path](const auto& to) { to.on_complete(path); }); },
      .on_failed = [this](const Failure& failure) { post([failure](const auto& to) { to.on_failed(failure); }); },
      .want_keyframe = [this] { encoder_->want_keyframe(); },
  };
}

void MeetingRecording::post(std::function<void(const RecordingObserver&)> call) const {
  executor_.post([observer = std::weak_ptr(observer_), call = std::move(call)] {
    if (const auto locked = observer.lock()) call(*locked);
  });
}

}  // namespace vchat::recording
