#include "media/ladder_plan.hpp"

#include <algorithm>
#include <array>

namespace vchat::media {

namespace {

// Of the full bitrate, for each halving of width and height. A quarter of the pixels takes rather more than a quarter
// of the bits.
constexpr std::array<double, most_rungs> most_share{1, 0.45, 0.16};
constexpr std::array<double, most_rungs> least_share{0.28, 0.1, 0};
// Half a screen cannot be read: it stays whole, and becomes sharp more slowly, as long as that is bearable.
constexpr std::array<double, most_rungs> least_share_of_screen{0.12, 0.05, 0};
constexpr int least_width = 120;  // pixels
constexpr double reserve =
    1.25;                        // above `least` of the larger size before it is taken: more than the controller's beat
constexpr double scarce = 0.5;   // of `most`: below it fewer frames
constexpr double enough = 0.55;  // from here on all again
constexpr double fewer_frames = 2.0 / 3;

constexpr int even(int pixels) {
  return std::max(2, pixels / 2 * 2);
}

}  // namespace

std::vector<Rung> plan_ladder(const VideoEncoderOptions& full) {
  std::vector<Rung> ladder;
  const auto& least = full.content == Content::screen ? least_share_of_screen : least_share;
  for (std::size_t step = 0; step < most_rungs; ++step) {
    const Rung rung{even(full.width >> step), even(full.height >> step), least[step] * full.bitrate,
                    most_share[step] * full.bitrate};
    if (step > 0 && std::min(rung.width, rung.height * 16 / 9) < least_width) break;
    ladder.push_back(rung);
  }
  ladder.back().least = 0;
  return ladder;
}

std::size_t choose_rung(const std::vector<Rung>& ladder, std::optional<std::size_t> now, double bitrate) {
  std::size_t rung = 0;
  while (rung + 1 < ladder.size()) {
    const bool larger_than_now = now && rung < *now;
    if (bitrate >= ladder[rung].least * (larger_than_now ? reserve : 1)) break;
    ++rung;
  }
  return rung;
}

double useful_share_of_frames(const Rung& rung, double now, double bitrate) {
  return bitrate < (now < 1 ? enough : scarce) * rung.most ? fewer_frames : 1;
}

}  // namespace vchat::media
