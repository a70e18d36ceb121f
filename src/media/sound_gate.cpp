#include "media/sound_gate.hpp"

#include "glib/ref_ptr.hpp"

namespace vchat::media {

namespace {

/// The same stretch of time, without a sound.
glib::RefPtr<GstSample> silence_like(GstSample* sample) {
  auto* original = gst_sample_get_buffer(sample);
  const auto size = gst_buffer_get_size(original);
  auto silent = glib::adopt(gst_buffer_new_allocate(nullptr, size, nullptr));
  gst_buffer_memset(silent.get(), 0, 0, size);
  gst_buffer_copy_into(silent.get(), original, GST_BUFFER_COPY_METADATA, 0, size);
  return glib::adopt(gst_sample_new(silent.get(), gst_sample_get_caps(sample), nullptr, nullptr));
}

}  // namespace

void SoundGate::push(GstSample* sample) {
  auto passed = muted_ ? silence_like(sample) : glib::share(sample);
  GstMapInfo map;
  auto* buffer = gst_sample_get_buffer(passed.get());
  if (gst_buffer_map(buffer, &map, GST_MAP_READ)) {
    meter_.add({reinterpret_cast<const std::int16_t*>(map.data), map.size / sizeof(std::int16_t)});
    gst_buffer_unmap(buffer, &map);
    level_ = meter_.dbfs();
  }
  output_->deliver(passed.get());
}

}  // namespace vchat::media
