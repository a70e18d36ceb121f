// The pictures of a screen on their way to the encoders, which are told which of them say nothing new.
#pragma once

#include <memory>
#include <mutex>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/fan_out.hpp"
#include "media/picture_fitter.hpp"

namespace vchat::screen {

/// Sources give a picture when they please; encoders need one again for whoever comes, for a lost packet, and until
/// what stands still is sharp. So the last one is delivered again and again, marked GST_BUFFER_FLAG_GAP, as is one that
/// is the same as the one before. Timestamps only grow. Thread-safe.
class PictureFeed {
 public:
  /// From the source: raw video.
  void push(GstSample* sample);
  /// Call at the pace of the pictures: delivers the last one again if none has come since the last call.
  void repeat();

  [[nodiscard]] const std::shared_ptr<media::FanOut>& pictures() const noexcept { return pictures_; }
  /// Of the last picture; 0x0 before the first.
  [[nodiscard]] media::PictureSize size() const;

 private:
  void deliver(GstSample* sample, GstClockTime at, bool repeated);

  const std::shared_ptr<media::FanOut> pictures_ = std::make_shared<media::FanOut>();
  mutable std::mutex mutex_;  // held while delivering, so that there is one delivery at a time
  glib::RefPtr<GstSample> last_;
  bool fresh_ = false;  // one has come since the last repeat()
  GstClockTime stamp_ = 0;
};

}  // namespace vchat::screen
