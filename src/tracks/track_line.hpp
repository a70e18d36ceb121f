// One medium of a track on the time of its recording.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tracks/meeting.hpp"
#include "tracks/track_reader.hpp"

namespace vchat::tracks {

/// Its file is opened when it begins and closed when it has ended. Thread-bound.
class TrackLine {
 public:
  using Time = std::chrono::nanoseconds;  // since the recording began
  using Take = std::function<void(GstSample* sample, Time at)>;

  /// `start`: of the track; the medium may begin later.
  TrackLine(std::string path, media::Medium medium, MediumFacts facts, Milliseconds start);

  /// Hands over, in order, what begins before `until`.
  void advance(Time until, const Take& take);
  /// There is no more.
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  /// Why it ended early; once.
  [[nodiscard]] std::optional<std::string> take_problem() { return std::exchange(problem_, std::nullopt); }

 private:
  void open();
  void read();
  void end(std::optional<std::string> problem);

  const std::string path_;
  const media::Medium medium_;
  const MediumFacts facts_;
  const Time start_;
  std::unique_ptr<TrackReader> reader_;
  glib::RefPtr<GstSample> next_;
  Time next_at_{0};
  bool ended_ = false;
  std::optional<std::string> problem_;
};

}  // namespace vchat::tracks
