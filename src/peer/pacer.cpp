#include "peer/pacer.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "glib/ref_ptr.hpp"
#include "peer/leaky_bucket.hpp"

namespace vchat::peer {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = LeakyBucket::Seconds;

constexpr double speed = 1.5;         // of the rate
constexpr Seconds depth{0.08};        // of what leaves at that speed
constexpr Seconds longest_wait{0.3};  // of all packets of a frame

double bits_of(gsize bytes) {
  return 8 * static_cast<double>(bytes);
}

}  // namespace

/// All but the rate belongs to the thread that pushes.
struct Pacer::State {
  std::atomic<double> rate{0};
  LeakyBucket bucket{depth, longest_wait};
  Clock::time_point at;

  void catch_up() {
    const auto now = Clock::now();
    bucket.set_rate(speed * rate);
    bucket.leak(now - std::exchange(at, now));
  }
};

Pacer::Pacer(GstPad* pad) : state_(std::make_shared<State>()) {
  const auto on_list = [](GstPad* source, GstPadProbeInfo* info, gpointer data) noexcept -> GstPadProbeReturn {
    auto& state = **static_cast<std::shared_ptr<State>*>(data);
    auto* packets = GST_PAD_PROBE_INFO_BUFFER_LIST(info);
    state.catch_up();
    const auto bits = bits_of(gst_buffer_list_calculate_size(packets));
    if (state.bucket.wait(bits) <= Seconds(0)) {
      state.bucket.fill(bits);
      return GST_PAD_PROBE_OK;
    }
    const auto list = glib::adopt(packets);
    const auto count = gst_buffer_list_length(packets);
    const auto deadline = Clock::now() + longest_wait;
    auto flow = GST_FLOW_OK;
    for (guint i = 0; i < count && flow == GST_FLOW_OK && state.rate > 0; ++i) {
      auto* packet = gst_buffer_list_get(packets, i);
      const auto size = bits_of(gst_buffer_get_size(packet));
      state.catch_up();
      std::this_thread::sleep_for(std::min<Seconds>(state.bucket.wait(size), deadline - Clock::now()));
      state.bucket.fill(size);
      flow = gst_pad_push(source, glib::share(packet).release());
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
