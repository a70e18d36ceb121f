#include "peer/pacer.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "glib/ref_ptr.hpp"

namespace vchat::peer {

struct Pacer::State {
  std::atomic<double> rate{0};
};

namespace {

constexpr double speed = 1.5;                            // of the rate
constexpr double usual_frame = 0.08;                     // s: what takes no longer at that rate passes at once
constexpr std::chrono::milliseconds longest_frame{300};  // in which the largest one has left

}  // namespace

Pacer::Pacer(GstPad* pad) : state_(std::make_shared<State>()) {
  const auto on_list = [](GstPad* source, GstPadProbeInfo* info, gpointer data) noexcept -> GstPadProbeReturn {
    auto& state = **static_cast<std::shared_ptr<State>*>(data);
    auto* packets = GST_PAD_PROBE_INFO_BUFFER_LIST(info);
    const double bits_a_second = speed * state.rate;
    const auto bits = 8 * static_cast<double>(gst_buffer_list_calculate_size(packets));
    if (bits_a_second <= 0 || bits < usual_frame * bits_a_second) return GST_PAD_PROBE_OK;
    const auto list = glib::adopt(packets);
    const auto count = gst_buffer_list_length(packets);
    const auto wait =
        std::min(std::chrono::duration<double>(bits / bits_a_second), std::chrono::duration<double>(longest_frame)) /
        count;
    auto flow = GST_FLOW_OK;
    for (guint i = 0; i < count && flow == GST_FLOW_OK && state.rate > 0; ++i) {
      if (i > 0) std::this_thread::sleep_for(wait);
      flow = gst_pad_push(source, glib::share(gst_buffer_list_get(packets, i)).release());
    }
    GST_PAD_PROBE_INFO_FLOW_RETURN(info) = flow;
    return GST_PAD_PROBE_HANDLED;
  };
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER_LIST, on_list, new std::shared_ptr<State>(state_),
                    [](gpointer data) { delete static_cast<std::shared_ptr<State>*>(data); });
}

Pacer::~Pacer() {
  set_rate(0);
}

void Pacer::set_rate(double rate) {
  state_->rate = rate;
}

}  // namespace vchat::peer
