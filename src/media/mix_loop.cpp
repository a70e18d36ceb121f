#include "media/mix_loop.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "media/clock.hpp"

namespace vchat::media {

namespace {

constexpr GstClockTime block_time = std::chrono::nanoseconds(sound_block_time).count();
// Behind by more than this (the machine was suspended) it leaves out what nobody would want to hear.
constexpr GstClockTime max_behind = 20 * block_time;

}  // namespace

MixLoop::MixLoop(std::shared_ptr<VoiceMixer> mixer)
    : mixer_(std::move(mixer)), next_(running_time_now()), thread_([this] { run(); }) {}

MixLoop::~MixLoop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  thread_.join();
}

void MixLoop::set_output(Output output) {
  const std::lock_guard lock(mutex_);
  std::swap(output_, output);
}

void MixLoop::set_tap(Output tap) {
  const std::lock_guard lock(mutex_);
  std::swap(tap_, tap);
}

void MixLoop::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto now = running_time_now();
    mix_until(now);
    const auto wait = std::chrono::nanoseconds(next_ > now ? next_ - now : 0);
    wake_.wait_until(lock, std::chrono::steady_clock::now() + wait);
  }
}

void MixLoop::mix_until(GstClockTime now) {
  if (now > next_ + max_behind) next_ = now;
  for (; next_ <= now; next_ += block_time) {
    std::array<std::int16_t, sound_block> block;
    mixer_->mix(block, std::chrono::nanoseconds(next_));
    if (output_) output_(block, next_);
    if (tap_) tap_(block, next_);
  }
}

}  // namespace vchat::media
