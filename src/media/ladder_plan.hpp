// Which sizes a picture is encoded in, and which rates suit them.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "media/video_encoder.hpp"

namespace vchat::media {

/// One size of the picture. Between `least` and `most` it is the best choice; above `most` more bits show little.
struct Rung {
  int width;     // pixels
  int height;    // pixels
  double least;  // bit/s
  double most;   // bit/s
  friend bool operator==(const Rung&, const Rung&) = default;
};

inline constexpr std::size_t most_rungs = 3;

/// The full size first, then half and quarter, as far as they are still a picture. Their ranges overlap, so that a rate
/// that goes up and down a little does not change the size. Reentrant.
[[nodiscard]] std::vector<Rung> plan_ladder(const VideoEncoderOptions& full);

/// The index of the rung for somebody who can take `bitrate` (bit/s) and has the rung `now`, if any. Reentrant.
[[nodiscard]] std::size_t choose_rung(const std::vector<Rung>& ladder, std::optional<std::size_t> now, double bitrate);

/// Frames that are worth encoding with `bitrate`, of all: fewer before the picture gets smaller. `now`: what it was so
/// far, since a change of it is a disturbance to the encoder's rate. Reentrant.
[[nodiscard]] double useful_share_of_frames(const Rung& rung, double now, double bitrate);

}  // namespace vchat::media
