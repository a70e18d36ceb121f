#include "peer/repair_limit.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <string_view>

#include "congestion/packet_report.hpp"
#include "glib/ref_ptr.hpp"
#include "peer/feedback.hpp"

namespace vchat::peer {

namespace {

constexpr double packet_bits = 8 * 1200;  // of one of a larger frame
constexpr double burst = 0.3;             // s of the rate
constexpr double least_burst = 3 * packet_bits;

}  // namespace

/// A token bucket.
class RepairLimit::Budget {
 public:
  void set_rate(double rate) {
    const std::lock_guard lock(mutex_);
    refill();
    rate_ = rate;
  }

  /// True if one more packet may be sent again.
  bool take() {
    const std::lock_guard lock(mutex_);
    if (!rate_) return true;
    if (*rate_ <= 0) return false;
    refill();
    if (bits_ < packet_bits) return false;
    bits_ -= packet_bits;
    return true;
  }

 private:
  void refill() {
    const auto now = monotonic_now();
    if (rate_)
      bits_ = std::min(bits_ + *rate_ * congestion::seconds(now - filled_), std::max(burst * *rate_, least_burst));
    filled_ = now;
  }

  std::mutex mutex_;
  std::optional<double> rate_;
  double bits_ = least_burst;
  congestion::Time filled_ = monotonic_now();
};

struct RepairLimit::Watch {
  using Pointer = std::shared_ptr<Budget>;

  static void free(gpointer data) { delete static_cast<Pointer*>(data); }

  static GstPadProbeReturn on_event(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
    auto* event = GST_PAD_PROBE_INFO_EVENT(info);
    const bool asks =
        GST_EVENT_TYPE(event) == GST_EVENT_CUSTOM_UPSTREAM && gst_event_has_name(event, "GstRTPRetransmissionRequest");
    return asks && !(*static_cast<Pointer*>(data))->take() ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
  }

  static void on_added(GstBin*, GstBin*, GstElement* element, gpointer data) noexcept {
    const auto* factory = gst_element_get_factory(element);
    if (!factory || std::string_view(GST_OBJECT_NAME(factory)) != "rtprtxsend") return;
    const auto pad = glib::adopt(gst_element_get_static_pad(element, "src"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, &on_event,
                      new Pointer(*static_cast<Pointer*>(data)), &Watch::free);
  }
};

RepairLimit::RepairLimit(GstBin* webrtcbin) : budget_(std::make_shared<Budget>()) {
  g_signal_connect_data(
      webrtcbin, "deep-element-added", G_CALLBACK(&Watch::on_added), new Watch::Pointer(budget_),
      [](gpointer data, GClosure*) { Watch::free(data); }, GConnectFlags(0));
}

void RepairLimit::set_rate(double rate) {
  budget_->set_rate(rate);
}

}  // namespace vchat::peer
