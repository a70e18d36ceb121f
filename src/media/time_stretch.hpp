// Plays sound a little faster or slower without changing its pitch.
#pragma once

#include <cstddef>

#include "media/sound.hpp"

namespace vchat::media {

/// The most that one block is shortened or prolonged by, in samples: 5 ms, a period of a voice of 200 Hz.
inline constexpr std::size_t max_stretch = 240;

/// Fills `block` from the beginning of `sound` and returns how much of that was used, more than the block holds: some
/// periods are left out where the sound is most like itself (WSOLA, Verhelst and Roelands 1993). `sound` must be at
/// least max_stretch longer than the block. Reentrant.
[[nodiscard]] std::size_t play_faster(ConstSoundSpan sound, SoundSpan block);

/// The same, but less is used than the block holds. `sound` must be as long as the block. Reentrant.
[[nodiscard]] std::size_t play_slower(ConstSoundSpan sound, SoundSpan block);

}  // namespace vchat::media
