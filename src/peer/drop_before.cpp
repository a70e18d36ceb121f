#include "peer/drop_before.hpp"

#include <utility>

namespace vchat::peer {

void drop_before(GstPad* pad, std::shared_ptr<const std::atomic<GstClockTime>> moment) {
  using Moment = std::shared_ptr<const std::atomic<GstClockTime>>;
  const GstPadProbeCallback on_buffer = [](GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
    const auto at = GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info));
    return at < **static_cast<Moment*>(data) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, new Moment(std::move(moment)),
                    [](gpointer data) { delete static_cast<Moment*>(data); });
}

}  // namespace vchat::peer
