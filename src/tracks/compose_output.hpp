// The file that a composed recording becomes.
#pragma once

#include <chrono>
#include <string>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/canvas.hpp"
#include "media/sound.hpp"

namespace vchat::tracks {

struct ComposeSize {
  int width = 1280;  // pixels, even
  int height = 720;
  int framerate = 30;  // pictures a second
};

/// Encodes well rather than soon: nothing is dropped, and whoever pushes waits for the encoder. Thread-bound.
class ComposeOutput {
 public:
  /// Writes to `descriptor`, which remains the caller's; `name` says by its end what kind of file it is.
  /// @throws util::UsageError for another end; util::MissingElementError
  ComposeOutput(int descriptor, const std::string& name, const ComposeSize& size);
  ~ComposeOutput();
  ComposeOutput(const ComposeOutput&) = delete;
  ComposeOutput& operator=(const ComposeOutput&) = delete;

  // Both @throw util::Error if nothing more can be written. Sound has to come up to each picture before the next.
  void push_picture(const media::Canvas& canvas, std::chrono::nanoseconds at);
  void push_sound(media::ConstSoundSpan block, std::chrono::nanoseconds at);
  /// Completes the file. @throws util::Error
  void finish();

 private:
  void push(const glib::RefPtr<GstElement>& source, glib::RefPtr<GstBuffer> buffer, std::chrono::nanoseconds at);
  void wait_for_room();
  /// @throws util::Error if it tells of one.
  static void check(GstMessage* message);

  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstElement> pictures_;
  glib::RefPtr<GstElement> sound_;
};

}  // namespace vchat::tracks
