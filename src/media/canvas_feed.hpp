// Hands the grid's pictures to a pipeline.
#pragma once

#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/canvas.hpp"

namespace vchat::media {

/// An appsrc that gives out pictures as they come, stamped with the running time now; where the rest of the pipeline is
/// slower it keeps the newest alone. push() belongs to one thread.
class CanvasFeed {
 public:
  /// Size of the first picture in pixels. `framerate` in pictures a second: what the caps say for the sake of encoders,
  /// 0 for "it varies".
  CanvasFeed(int width, int height, int framerate);
  ~CanvasFeed();
  CanvasFeed(const CanvasFeed&) = delete;
  CanvasFeed& operator=(const CanvasFeed&) = delete;

  [[nodiscard]] GstElement* element() const { return source_.get(); }
  void push(const Canvas& canvas);

 private:
  void set_size(int width, int height);

  glib::RefPtr<GstElement> source_;
  glib::RefPtr<GstBufferPool> pool_;
  int framerate_;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace vchat::media
