// One session in one file: access units as they come become clusters.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/shared_encoder.hpp"
#include "tracks/matroska_file.hpp"
#include "tracks/meeting.hpp"

namespace vchat::tracks {

/// An access unit of media/encoded_stream.hpp, copied.
struct Unit {
  media::Medium medium = media::Medium::video;
  glib::RefPtr<GstCaps> caps;
  std::int64_t time = 0;  // ms since the recording began
  bool keyframe = false;
  bool interrupted = false;  // something before it is missing
  Bytes data;
};

/// The file is made when there is something to put into it, and each medium added to it when it begins: for video that
/// is a keyframe. Timestamps of a medium are made to rise. Reentrant.
class TrackFile {
 public:
  /// `facts`: what is known of the track so far; its file is made in `folder`.
  TrackFile(const std::string& folder, TrackFacts facts);

  void add(Unit unit);
  /// Writes what was added. True if facts() has changed. @throws util::Error
  [[nodiscard]] bool flush();
  /// Waits for the disk. @throws util::Error
  void sync();
  /// After the last flush(). @throws util::Error
  void finish();

  [[nodiscard]] bool begun() const noexcept { return file_ != nullptr; }
  [[nodiscard]] const TrackFacts& facts() const noexcept { return facts_; }
  /// No video comes into the file before the next keyframe.
  [[nodiscard]] bool wants_keyframe() const noexcept { return waits_for_keyframe_; }

 private:
  struct Medium {
    std::optional<MatroskaTrack> format;
    unsigned track = 0;  // in the file
    std::int64_t last = -1;
  };

  [[nodiscard]] bool accept(const Unit& unit);
  [[nodiscard]] Medium& medium_of(const Unit& unit) { return media_.at(unit.medium == media::Medium::video ? 0 : 1); }
  void note(const Unit& unit);

  const std::string path_;
  TrackFacts facts_;
  bool changed_ = false;
  bool waits_for_keyframe_ = true;
  std::array<Medium, 2> media_;  // video, audio
  std::vector<Unit> waiting_;
  std::unique_ptr<MatroskaFile> file_;
};

}  // namespace vchat::tracks
