// A simulated bottleneck with a drop-tail queue.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <random>

namespace vchat::congestion {

/// Everything may change with time.
struct LinkModel {
  std::function<double(double)> capacity;  // bit/s at a second
  double delay = 0.02;                     // s, one way
  double queue = 0.3;                      // s of data that it holds
  double loss = 0;                         // share, at random
  double jitter = 0;                       // s, the most that a packet is late besides
  double cross_traffic = 0;                // bit/s of somebody else, who does not adapt
  double drift = 0;                        // of the receiver's clock, relative
  std::function<bool(double)> feedback_lost = [](double) { return false; };
};

class SimulatedLink {
 public:
  explicit SimulatedLink(LinkModel model) : model_(std::move(model)) {}

  [[nodiscard]] const LinkModel& model() const { return model_; }
  /// s that a packet would wait now.
  [[nodiscard]] double wait(double now) const { return queued_bits_ / capacity(now); }

  void pass_time(double now, double step) { queued_bits_ = std::max(0.0, queued_bits_ - capacity(now) * step); }

  /// When a packet that is sent now arrives; nothing if it is lost.
  [[nodiscard]] std::optional<double> send(std::size_t bytes, double now) {
    const double bits = 8 * static_cast<double>(bytes);
    if (wait(now) > model_.queue || std::bernoulli_distribution(model_.loss)(random_)) return std::nullopt;
    queued_bits_ += bits;
    const double late = std::uniform_real_distribution(0.0, 1.0)(random_) * model_.jitter;
    last_ = std::max(last_, now + wait(now) + model_.delay + late);
    return last_;
  }

 private:
  [[nodiscard]] double capacity(double now) const { return std::max(model_.capacity(now) - model_.cross_traffic, 1.0); }

  LinkModel model_;
  std::mt19937 random_{1};
  double queued_bits_ = 0;
  double last_ = 0;
};

}  // namespace vchat::congestion
