#include "peer/pad_gate.hpp"

#include <utility>

namespace vchat::peer {

void PadGate::guard(GstPad* pad) {
  const std::lock_guard lock(mutex_);
  if (open_) return;
  const auto probe = gst_pad_add_probe(
      pad, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM,
      [](GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
        // Events (caps, segment) only describe what follows; data waits.
        const bool event = (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM) != 0;
        return event ? GST_PAD_PROBE_PASS : GST_PAD_PROBE_OK;
      },
      nullptr, nullptr);
  guarded_.push_back({glib::share(pad), probe});
}

void PadGate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  for (const auto& [pad, probe] : std::exchange(guarded_, {})) gst_pad_remove_probe(pad.get(), probe);
}

}  // namespace vchat::peer
