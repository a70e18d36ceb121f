// One medium of a track's file, decoded.
#pragma once

#include <optional>
#include <string>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/shared_encoder.hpp"

namespace vchat::tracks {

/// Raw video as it was encoded, or sound as media/sound.hpp has it; no faster than it is taken, on threads of its own.
/// What is damaged ends early. Thread-bound.
class TrackReader {
 public:
  /// `codec`: as MediumFacts has it. @throws util::Error for another codec; util::MissingElementError
  TrackReader(const std::string& path, media::Medium medium, const std::string& codec);
  ~TrackReader();
  TrackReader(const TrackReader&) = delete;
  TrackReader& operator=(const TrackReader&) = delete;

  /// The next picture or sound, its timestamp in ns since the beginning of the file; nothing at the end. Blocks.
  [[nodiscard]] glib::RefPtr<GstSample> next();
  /// Why it ended early, if it did.
  [[nodiscard]] const std::optional<std::string>& problem() const noexcept { return problem_; }

 private:
  void look_for_problem();

  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstElement> sink_;
  std::optional<std::string> problem_;
};

}  // namespace vchat::tracks
