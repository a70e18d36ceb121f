// Hands the grid's pictures to a pipeline.
#pragma once

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/canvas.hpp"

namespace vchat::media {

/// An appsrc that gives out pictures as they come, where the rest of the pipeline is slower it keeps the newest ones.
/// push() belongs to one thread.
class CanvasFeed {
 public:
  /// Size of the first picture in pixels. `framerate` in pictures a second: what the caps say for the sake of encoders,
  /// 0 for "it varies". `most_waiting`: how many pictures are kept.
  CanvasFeed(int width, int height, int framerate, unsigned most_waiting = 1);
  ~CanvasFeed();
  CanvasFeed(const CanvasFeed&) = delete;
  CanvasFeed& operator=(const CanvasFeed&) = delete;

  [[nodiscard]] GstElement* element() const { return source_.get(); }
  /// `time`: running time (ns) that the picture is stamped with. False if an older picture was left out for it.
  bool push(const Canvas& canvas, GstClockTime time);

 private:
  void set_size(int width, int height);

  glib::RefPtr<GstElement> source_;
  glib::RefPtr<GstBufferPool> pool_;
  int framerate_;
  unsigned most_waiting_;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace vchat::media
