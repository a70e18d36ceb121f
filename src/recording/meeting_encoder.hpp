// Encodes the pictures and the sound of a recording.
#pragma once

#include <atomic>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/bus_watch.hpp"
#include "media/canvas_feed.hpp"
#include "media/frame_sink.hpp"
#include "media/sound.hpp"
#include "recording/container.hpp"

namespace vchat::recording {

struct PictureOptions {
  int width = 1280;         // pixels
  int height = 720;         // pixels
  int framerate = 30;       // a second, at most
  int bitrate = 2'000'000;  // bit/s
};

/// The hardware's encoder where there is one, on threads of low priority. What it cannot keep up with is left out.
/// Thread-bound to the main context but for what is said of push_picture(), push_sound() and want_keyframe().
class MeetingEncoder {
 public:
  struct Observer {
    media::SampleConsumer on_picture;                          // access units, on a streaming thread
    media::SampleConsumer on_sound;                            // packets, on another one
    std::function<void(const std::string& message)> on_error;  // on the main context
  };

  /// @throws util::MissingElementError if there is no encoder for that container.
  MeetingEncoder(Container container, const PictureOptions& options, Observer observer);
  ~MeetingEncoder();
  MeetingEncoder(const MeetingEncoder&) = delete;
  MeetingEncoder& operator=(const MeetingEncoder&) = delete;

  void start();
  /// `time`: running time (ns). False if an older picture was left out for it. One thread.
  bool push_picture(const media::Canvas& canvas, GstClockTime time);
  /// `time`: running time of the first sample. One call at a time.
  void push_sound(media::ConstSoundSpan block, std::chrono::nanoseconds time);
  /// The next picture becomes a keyframe; there is one every two seconds anyway. Thread-safe.
  void want_keyframe() { keyframe_wanted_ = true; }
  /// Nothing comes any more. Then, from any thread, wait_for_end(): everything that was pushed is encoded.
  void end();
  void wait_for_end();

 private:
  static GstPadProbeReturn before_picture(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;
  static GstBusSyncReply on_message(GstBus* bus, GstMessage* message, gpointer self) noexcept;

  const Observer observer_;
  media::CanvasFeed feed_;
  glib::RefPtr<GstElement> pipeline_;
  glib::RefPtr<GstElement> sound_source_;
  glib::RefPtr<GstElement> picture_encoder_;
  std::atomic<bool> keyframe_wanted_ = false;
  GstClockTime next_keyframe_ = 0;  // the streaming thread's
  media::BusWatch bus_watch_;
};

}  // namespace vchat::recording
