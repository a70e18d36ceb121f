// Puts a recording in tracks together again: a grid of everybody, and their sound.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "media/canvas.hpp"
#include "media/speech_detector.hpp"
#include "media/tile_painter.hpp"
#include "recording/sound_timeline.hpp"
#include "tracks/compose_output.hpp"
#include "tracks/meeting.hpp"
#include "tracks/track_line.hpp"

namespace vchat::tracks {

/// What the composer tells, on the thread that runs it.
struct ComposerObserver {
  std::function<void(const std::string& message)> on_warning;
  /// How far it is; `whole` is nothing where the recording does not say how long it is. False ends it.
  std::function<bool(std::chrono::milliseconds done, std::optional<std::chrono::milliseconds> whole)> on_progress;
};

/// The time is that of the recording, from picture to picture, so the same tracks give the same pictures and sound
/// however fast the machine is. Who is in the room has a tile, a screen has one while it is shared; a track that is
/// missing or damaged leaves a gap and a warning. Thread-bound.
class Composer {
 public:
  /// `folder` holds the files of `meeting`.
  Composer(const std::string& folder, const Meeting& meeting, const ComposeSize& size, ComposerObserver observer);
  ~Composer();
  Composer(const Composer&) = delete;
  Composer& operator=(const Composer&) = delete;

  /// Blocks until all is written, or on_progress ends it: then false. Call once.
  /// @throws util::Error if nothing can be read, or no more written.
  [[nodiscard]] bool run(ComposeOutput& output);

 private:
  using Time = TrackLine::Time;
  struct Tile;
  struct File;
  struct Line;

  void add_people(const Meeting& meeting);
  void add_tracks(const std::string& folder, const Meeting& meeting);
  void add_line(const std::string& folder, const TrackFacts& track, media::Medium medium,
                const std::optional<MediumFacts>& facts, const std::shared_ptr<File>& file);
  void read_pictures(Time until);
  void mix(Time until, ComposeOutput& output);
  void draw(Time at);
  void arrange(Time at);
  void note(Line& line, Time at);
  void warn_of(Line& line);
  [[nodiscard]] bool ended(Time at) const;

  const ComposeSize size_;
  const ComposerObserver observer_;
  const std::optional<Time> length_;
  Time last_change_{0};
  bool read_nothing_ = true;
  std::vector<std::unique_ptr<Tile>> tiles_;  // people, then screens
  std::vector<std::unique_ptr<Line>> pictures_;
  std::vector<std::unique_ptr<Line>> sounds_;
  std::vector<Tile*> shown_;
  media::Canvas canvas_;
  recording::SoundTimeline sound_;
};

}  // namespace vchat::tracks
