#include "screen/picture_feed.hpp"

#include <algorithm>
#include <cstring>

#include "media/clock.hpp"

namespace vchat::screen {

namespace {

bool same_picture(GstSample* a, GstSample* b) {
  auto* caps = gst_sample_get_caps(a);
  auto* other_caps = gst_sample_get_caps(b);
  if (caps != other_caps && gst_caps_is_equal(caps, other_caps) == FALSE) return false;
  GstMapInfo map;
  if (gst_buffer_map(gst_sample_get_buffer(a), &map, GST_MAP_READ) == FALSE) return false;
  auto* other = gst_sample_get_buffer(b);
  const bool same = gst_buffer_get_size(other) == map.size && gst_buffer_memcmp(other, 0, map.data, map.size) == 0;
  gst_buffer_unmap(gst_sample_get_buffer(a), &map);
  return same;
}

}  // namespace

void PictureFeed::push(GstSample* sample) {
  const std::lock_guard lock(mutex_);
  const bool repeated = last_ && same_picture(sample, last_.get());
  fresh_ = true;
  last_ = glib::share(sample);
  deliver(sample, GST_BUFFER_PTS(gst_sample_get_buffer(sample)), repeated);
}

void PictureFeed::repeat() {
  const std::lock_guard lock(mutex_);
  if (!std::exchange(fresh_, false) && last_) deliver(last_.get(), media::running_time_now(), true);
}

media::PictureSize PictureFeed::size() const {
  const std::lock_guard lock(mutex_);
  media::PictureSize size;
  if (last_) {
    const auto* format = gst_caps_get_structure(gst_sample_get_caps(last_.get()), 0);
    gst_structure_get(format, "width", G_TYPE_INT, &size.width, "height", G_TYPE_INT, &size.height, nullptr);
  }
  return size;
}

void PictureFeed::deliver(GstSample* sample, GstClockTime at, bool repeated) {
  stamp_ = std::max(stamp_ + 1, at);
  // The pixels are shared, not copied.
  auto stamped = glib::adopt(gst_buffer_copy(gst_sample_get_buffer(sample)));
  GST_BUFFER_PTS(stamped.get()) = stamp_;
  GST_BUFFER_DTS(stamped.get()) = GST_CLOCK_TIME_NONE;
  if (repeated)
    GST_BUFFER_FLAG_SET(stamped.get(), GST_BUFFER_FLAG_GAP);
  else
    GST_BUFFER_FLAG_UNSET(stamped.get(), GST_BUFFER_FLAG_GAP);
  const auto delivered = glib::adopt(gst_sample_new(stamped.get(), gst_sample_get_caps(sample), nullptr, nullptr));
  pictures_->deliver(delivered.get());
}

}  // namespace vchat::screen
