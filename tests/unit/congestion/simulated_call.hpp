// A call over a simulated link: frames of a camera in, feedback out, with a Controller in between.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <random>
#include <vector>

#include "congestion/controller.hpp"

namespace vchat::congestion {

/// One bottleneck with a drop-tail queue. Everything may change with time.
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

struct Sample {
  double at;       // s
  double target;   // bit/s
  double arrived;  // bit/s in the last tenth of a second
  double queued;   // s that a packet would wait now
};

class SimulatedCall {
 public:
  explicit SimulatedCall(LinkModel link, Controller::Bounds bounds = {})
      : link_(std::move(link)), controller_(bounds) {}

  /// What the encoder makes at most, whatever it may: bit/s.
  double source_limit = 1e9;

  void run(double until) {
    while (now_ < until) step();
  }

  Controller& controller() { return controller_; }
  [[nodiscard]] const std::vector<Sample>& samples() const { return samples_; }

  /// Mean over the samples of the seconds from `begin` to `end`.
  [[nodiscard]] double mean(double Sample::*figure, double begin, double end) const {
    double sum = 0;
    int count = 0;
    for (const auto& sample : samples_)
      if (sample.at >= begin && sample.at < end) {
        sum += sample.*figure;
        ++count;
      }
    return count ? sum / count : 0;
  }
  [[nodiscard]] double most(double Sample::*figure, double begin, double end) const {
    double result = 0;
    for (const auto& sample : samples_)
      if (sample.at >= begin && sample.at < end) result = std::max(result, sample.*figure);
    return result;
  }
  [[nodiscard]] double quantile(double Sample::*figure, double share, double begin, double end) const {
    std::vector<double> values;
    for (const auto& sample : samples_)
      if (sample.at >= begin && sample.at < end) values.push_back(sample.*figure);
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  }

 private:
  static constexpr double frame_period = 1.0 / 30;
  static constexpr double feedback_period = 0.1;
  static constexpr double step_length = 0.001;

  static Time time(double at) { return Time(static_cast<Time::rep>(at * 1e6)); }

  void step() {
    now_ += step_length;
    drain();
    if (now_ >= next_frame_) {
      next_frame_ += frame_period;
      // Encoders keep their rate only on average.
      const double rate = std::min(controller_.target(), source_limit);
      double bytes = rate * frame_period / 8 * std::uniform_real_distribution(0.6, 1.4)(random_);
      for (; bytes > 0; bytes -= 1200) send(static_cast<std::size_t>(std::min(bytes, 1200.0)) + 40);
    }
    if (now_ >= next_feedback_) {
      next_feedback_ += feedback_period;
      report();
    }
  }

  void drain() {
    const double capacity = std::max(link_.capacity(now_) - link_.cross_traffic, 0.0);
    queued_bits_ = std::max(0.0, queued_bits_ - capacity * step_length);
  }

  void send(std::size_t bytes) {
    const double capacity = std::max(link_.capacity(now_) - link_.cross_traffic, 1.0);
    const double wait = queued_bits_ / capacity;
    PacketReport packet{time(now_), std::nullopt, bytes};
    const bool dropped = wait > link_.queue || std::bernoulli_distribution(link_.loss)(random_);
    if (!dropped) {
      queued_bits_ += 8 * static_cast<double>(bytes);
      const double late = std::uniform_real_distribution(0.0, 1.0)(random_) * link_.jitter;
      arrives_ = std::max(arrives_, now_ + queued_bits_ / capacity + link_.delay + late);
      packet.received = time(arrives_ * (1 + link_.drift) + 1000);
    }
    flying_.push_back({dropped ? now_ + wait + link_.delay : arrives_, packet});
  }

  void report() {
    std::vector<PacketReport> batch;
    double arrived = 0;
    // A report sent now tells of what has arrived until one delay ago.
    while (!flying_.empty() && flying_.front().first <= now_ - link_.delay) {
      batch.push_back(flying_.front().second);
      if (batch.back().received) arrived += 8 * static_cast<double>(batch.back().bytes);
      flying_.pop_front();
    }
    samples_.push_back({now_, controller_.target(), arrived / feedback_period,
                        queued_bits_ / std::max(link_.capacity(now_) - link_.cross_traffic, 1.0)});
    if (!batch.empty() && !link_.feedback_lost(now_)) controller_.on_feedback(batch, time(now_));
    controller_.tick(time(now_));
  }

  LinkModel link_;
  Controller controller_;
  std::mt19937 random_{1};
  double now_ = 0;
  double next_frame_ = 0;
  double next_feedback_ = 0.05;
  double queued_bits_ = 0;
  double arrives_ = 0;
  std::deque<std::pair<double, PacketReport>> flying_;
  std::vector<Sample> samples_;
};

}  // namespace vchat::congestion
