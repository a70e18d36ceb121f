// Where a streaming thread leaves access units for the thread that writes.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "media/encoded_stream.hpp"
#include "tracks/track_file.hpp"

namespace vchat::tracks {

/// One session on its way to its file. Thread-safe.
class TrackInput {
 public:
  /// `start`: running time (ns) when the recording began.
  explicit TrackInput(GstClockTime start) : start_(start) {}

  /// Copies it, so that no encoder misses its buffer. What the writer is too slow for is left out.
  void push(media::Medium medium, GstSample* sample);
  /// Nothing comes any more.
  void close() { closed_ = true; }

  // For the writer:
  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] std::vector<Unit> take();
  /// True once for all that was left out.
  [[nodiscard]] bool take_overrun() { return overrun_.exchange(false); }

  /// Video is of no use before the next keyframe; the writer says so, and who feeds this asks for one.
  std::atomic<bool> wants_keyframe = true;

 private:
  const GstClockTime start_;
  std::atomic<bool> closed_ = false;
  std::atomic<bool> overrun_ = false;
  std::mutex mutex_;
  std::vector<Unit> units_;                     // under mutex_
  std::size_t bytes_ = 0;                       // of them
  std::array<bool, 2> left_out_{false, false};  // before the next unit of video, audio; under mutex_
};

}  // namespace vchat::tracks
