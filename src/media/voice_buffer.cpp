#include "media/voice_buffer.hpp"

#include <algorithm>
#include <cstdlib>

#include "media/time_stretch.hpp"

namespace vchat::media {

using namespace std::chrono_literals;

namespace {

using nanoseconds = std::chrono::nanoseconds;

constexpr std::size_t late_percentile = 97;
// For a mixer that wakes up late, and what the percentile leaves out.
constexpr nanoseconds margin = 3ms;
constexpr nanoseconds max_jitter = 800ms;
constexpr nanoseconds fall_time = 3s;

// Less than one block of any usual length is a timestamp that is not exact, more is a pause or a loss.
constexpr std::int64_t slack = to_samples(8ms);
constexpr std::int64_t max_pause = to_samples(1s);
constexpr std::int64_t max_overlap = to_samples(500ms);
constexpr int max_strays = 5;
constexpr std::size_t max_held = static_cast<std::size_t>(to_samples(1500ms));

constexpr std::int64_t too_slow = to_samples(6ms);
constexpr std::int64_t too_fast = to_samples(3ms);
constexpr std::int64_t far_off = to_samples(60ms);
constexpr int blocks_between_stretches = 5;
constexpr int pause_blocks = 20;  // less may be sound that is late

void fade_in(SoundSpan sound, std::size_t length) {
  const auto end = std::min(length, sound.size());
  for (std::size_t i = 0; i < end; ++i)
    sound[i] = static_cast<std::int16_t>(sound[i] * static_cast<int>(i) / static_cast<int>(length));
}

void fade_out(SoundSpan sound, std::size_t length) {
  const auto count = std::min(length, sound.size());
  for (std::size_t i = 0; i < count; ++i) {
    auto& sample = sound[sound.size() - 1 - i];
    sample = static_cast<std::int16_t>(sample * static_cast<int>(i) / static_cast<int>(length));
  }
}

}  // namespace

void VoiceBuffer::push(ConstSoundSpan sound, nanoseconds timestamp, nanoseconds arrival) {
  const auto position = to_samples(timestamp);
  if (jumps(position - end())) restart(position);
  const auto error = position - end();
  const bool next = std::abs(error) <= slack;
  // A pause before it means that nothing was missing when the sound ran out.
  learn(timestamp, arrival, next && !playing_ && sound_.empty() && delay_ != 0ns);

  bool after_pause = false;
  if (next) {
    front_ += error / 16;  // clocks drift, and timestamps follow that
  } else if (error > 0 && (playing_ || !sound_.empty())) {
    append_pause(error);
    after_pause = true;
  } else if (error > 0) {
    front_ = position;
  } else {
    const auto known = std::min<std::size_t>(static_cast<std::size_t>(-error), sound.size());
    sound = sound.subspan(known);
    if (sound.empty()) {
      ++strays_;
      return;
    }
  }
  strays_ = 0;
  append(sound);
  if (after_pause) fade_in(SoundSpan(sound_).last(std::min(sound.size(), sound_.size())), fade_samples);
}

bool VoiceBuffer::jumps(std::int64_t error) const {
  const bool backwards = error < -max_overlap || (error < -slack && strays_ >= max_strays);
  const bool idle = !playing_ && sound_.empty();
  return !anchored_ || (error > max_pause && !idle) || backwards;
}

void VoiceBuffer::append(ConstSoundSpan sound) {
  sound_.insert(sound_.end(), sound.begin(), sound.end());
  if (sound_.size() > max_held) use(sound_.size() - max_held);
}

void VoiceBuffer::append_pause(std::int64_t samples) {
  fade_out(sound_, fade_samples);
  sound_.insert(sound_.end(), static_cast<std::size_t>(samples), 0);
}

/// What is held is dropped; read() fades away what was heard of it.
void VoiceBuffer::restart(std::int64_t position) {
  sound_.clear();
  front_ = position;
  anchored_ = true;
  playing_ = false;
  strays_ = 0;
}

void VoiceBuffer::learn(nanoseconds timestamp, nanoseconds arrival, bool too_late) {
  const bool first = lateness_.empty();
  const bool jumped = lateness_.add(arrival, timestamp);
  const auto limit = lateness_.percentile(10) + max_jitter;
  wanted_ = std::min(lateness_.percentile(late_percentile) + margin, limit);
  if (first || jumped || wanted_ > target_) target_ = wanted_;
  if (too_late) target_ = std::max(target_, std::min(arrival - timestamp + margin, limit));
}

void VoiceBuffer::follow_target() {
  if (wanted_ < target_) target_ -= (target_ - wanted_) * nanoseconds(sound_block_time).count() / fall_time.count();
}

bool VoiceBuffer::read(SoundSpan block, nanoseconds now) {
  follow_target();
  if (playing_ || !sound_.empty()) idle_blocks_ = 0;
  if (playing_) {
    play(block, to_samples(now));
    return true;
  }
  if (!sound_.empty()) return start(block, to_samples(now));
  // Where nothing is heard nothing has to be stretched.
  if (idle_blocks_ < pause_blocks)
    ++idle_blocks_;
  else
    target_ = std::min(target_, wanted_);
  if (delay_ != 0ns) delay_ = target_;
  return fade_away(block);
}

bool VoiceBuffer::start(SoundSpan block, std::int64_t now) {
  const auto wait = front_ + to_samples(target_) - now;
  if (wait >= std::ssize(block)) return fade_away(block);
  if (wait < -far_off) {
    const auto surplus = std::min<std::int64_t>(-wait, std::ssize(sound_) - std::ssize(block));
    use(static_cast<std::size_t>(std::max<std::int64_t>(0, surplus)));
  }
  const auto lead = static_cast<std::size_t>(std::max<std::int64_t>(0, wait));
  fade_away(block.first(lead));
  playing_ = true;
  blocks_to_stretch_ = blocks_between_stretches;
  delay_ = to_time(now + static_cast<std::int64_t>(lead) - front_);
  play(block.subspan(lead), now + static_cast<std::int64_t>(lead));
  fade_in(block.subspan(lead), fade_samples);
  return true;
}

void VoiceBuffer::play(SoundSpan block, std::int64_t now) {
  const auto length = block.size();
  if (sound_.size() < length) {
    const auto rest = sound_.size();
    std::copy(sound_.begin(), sound_.end(), block.begin());
    remember(block.first(rest));
    use(rest);
    fade_away(block.subspan(rest));
    playing_ = false;
    return;
  }

  const auto actual = now - front_;
  delay_ += (to_time(actual) - delay_) / 16;
  const auto error = actual - to_samples(target_);
  const bool may_stretch = --blocks_to_stretch_ <= 0 || std::abs(error) > far_off;
  std::size_t used = length;
  if (may_stretch && length == sound_block && error > too_slow && sound_.size() >= length + max_stretch) {
    used = play_faster(sound_, block);
  } else if (may_stretch && length == sound_block && error < -too_fast) {
    used = play_slower(sound_, block);
  } else {
    std::copy_n(sound_.begin(), length, block.begin());
  }
  if (used != length) blocks_to_stretch_ = blocks_between_stretches;
  remember(block);
  use(used);
}

void VoiceBuffer::use(std::size_t samples) {
  sound_.erase(sound_.begin(), sound_.begin() + static_cast<std::ptrdiff_t>(samples));
  front_ += static_cast<std::int64_t>(samples);
}

/// Silence, but if something was heard just before, it is continued by its mirror image while it fades. False if all of
/// it is silence.
bool VoiceBuffer::fade_away(SoundSpan rest) {
  std::fill(rest.begin(), rest.end(), std::int16_t{0});
  if (!sounding_ || rest.empty()) return false;
  const auto count = std::min(rest.size(), fade_samples);
  std::copy_n(last_.rbegin(), count, rest.begin());
  fade_out(rest.first(count), count);
  sounding_ = false;
  return true;
}

void VoiceBuffer::remember(ConstSoundSpan played) {
  const auto count = std::min(played.size(), last_.size());
  std::shift_left(last_.begin(), last_.end(), static_cast<std::ptrdiff_t>(count));
  std::copy(played.end() - static_cast<std::ptrdiff_t>(count), played.end(),
            last_.end() - static_cast<std::ptrdiff_t>(count));
  sounding_ = sounding_ || count > 0;
}

}  // namespace vchat::media
