#include "recording/sound_timeline.hpp"

#include <algorithm>
#include <cstdlib>

#include "media/limiter.hpp"

namespace vchat::recording {

namespace {

using namespace std::chrono_literals;

// A source's timestamps stray by less than this; more is a pause, or a change of its delay.
constexpr std::int64_t slack = media::to_samples(30ms);
constexpr std::int64_t furthest = media::to_samples(2s);

}  // namespace

void SoundTimeline::add(Lane& lane, media::ConstSoundSpan sound, nanoseconds at) {
  const auto wanted = media::to_samples(at);
  const auto begin = lane.next_ >= 0 && std::abs(wanted - lane.next_) < slack ? lane.next_ : wanted;
  lane.next_ = begin + std::ssize(sound);
  const auto late = std::clamp<std::int64_t>(front_ - begin, 0, std::ssize(sound));
  sound = sound.subspan(static_cast<std::size_t>(late));
  const auto offset = std::max<std::int64_t>(0, begin - front_);
  if (sound.empty() || offset > furthest) return;
  const auto end = static_cast<std::size_t>(offset) + sound.size();
  if (sums_.size() < end) sums_.resize(end);
  std::transform(sound.begin(), sound.end(), sums_.begin() + offset, sums_.begin() + offset,
                 [](std::int16_t one, int sum) { return one + sum; });
}

void SoundTimeline::take(media::SoundSpan block) {
  const auto present = static_cast<std::ptrdiff_t>(std::min(block.size(), sums_.size()));
  const auto rest = std::transform(sums_.begin(), sums_.begin() + present, block.begin(), media::limited);
  std::fill(rest, block.end(), std::int16_t{0});
  sums_.erase(sums_.begin(), sums_.begin() + present);
  front_ += std::ssize(block);
}

}  // namespace vchat::recording
