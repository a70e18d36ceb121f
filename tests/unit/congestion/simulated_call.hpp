// Calls over one simulated link: frames of cameras in, feedback out, with a Controller in between for each sender.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "congestion/controller.hpp"
#include "simulated_link.hpp"

namespace vchat::congestion {

struct Sample {
  double at;       // s
  double target;   // bit/s
  double arrived;  // bit/s in the last tenth of a second
  double queued;   // s that a packet would wait now
};

/// Mean, most and quantiles of what was sampled in the seconds from `begin` to `end`.
class Samples {
 public:
  void add(const Sample& sample) { samples_.push_back(sample); }

  [[nodiscard]] double mean(double Sample::*figure, double begin, double end) const {
    const auto values = between(figure, begin, end);
    double sum = 0;
    for (const auto value : values) sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
  }
  [[nodiscard]] double most(double Sample::*figure, double begin, double end) const {
    return quantile(figure, 1, begin, end);
  }
  [[nodiscard]] double quantile(double Sample::*figure, double share, double begin, double end) const {
    auto values = between(figure, begin, end);
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  }

 private:
  [[nodiscard]] std::vector<double> between(double Sample::*figure, double begin, double end) const {
    std::vector<double> values;
    for (const auto& sample : samples_)
      if (sample.at >= begin && sample.at < end) values.push_back(sample.*figure);
    return values;
  }

  std::vector<Sample> samples_;
};

/// What somebody sends.
struct Traffic {
  double joins = 0;           // s
  double sound = 0;           // bit/s, whatever the network says
  double least_picture = 0;   // bit/s, likewise
  double keyframe = 0;        // s of the rate: the size of the first frame, and of one after packets were lost for good
  bool resends = false;       // lost packets, once
  double source_limit = 1e9;  // bit/s: what the encoder makes at most
};

/// One who sends over a link, with feedback ten times a second.
class SimulatedSender {
 public:
  SimulatedSender(SimulatedLink& link, const Traffic& wanted, const Controller::Bounds& bounds, unsigned seed)
      : traffic(wanted),
        link_(link),
        controller_(bounds),
        random_(seed),
        next_sound_(wanted.joins),
        next_frame_(wanted.joins),
        next_feedback_(wanted.joins + 0.05) {}

  Traffic traffic;

  Controller& controller() { return controller_; }
  [[nodiscard]] const Samples& samples() const { return samples_; }

  void step(double now) {
    if (now < traffic.joins) return;
    if (traffic.sound > 0 && now >= next_sound_) {
      next_sound_ += sound_period;
      send(static_cast<std::size_t>(traffic.sound * sound_period / 8), now);
    }
    if (now >= next_frame_) {
      next_frame_ += frame_period;
      encode(now);
    }
    while (!paced_.empty() && paced_.front().first <= now) {
      send(paced_.front().second, now, traffic.resends);
      paced_.pop_front();
    }
    while (!resent_.empty() && resent_.front().first <= now) {
      repair_bits_ += 8 * static_cast<double>(resent_.front().second);
      send(resent_.front().second, now);
      resent_.pop_front();
    }
    if (now >= next_feedback_) {
      next_feedback_ += feedback_period;
      report(now);
    }
  }

 private:
  static constexpr double sound_period = 0.02;
  static constexpr double frame_period = 1.0 / 30;
  static constexpr double feedback_period = 0.1;

  static Time time(double at) { return Time(static_cast<Time::rep>(at * 1e6)); }

  [[nodiscard]] double picture() const {
    const double left = controller_.target() - traffic.sound - repair_rate_;
    return std::min(std::max(left, traffic.least_picture), traffic.source_limit);
  }

  /// Encoders keep their rate only on average; a large frame leaves at one and a half times the rate.
  void encode(double now) {
    if (!paced_.empty()) return;
    const double rate = picture();
    double bytes = rate * frame_period / 8 * std::uniform_real_distribution(0.6, 1.4)(random_);
    double gap = 0;
    if (wants_keyframe_ && traffic.keyframe > 0) {
      bytes = rate * traffic.keyframe / 8;
      gap = 1240 * 8 / (1.5 * controller_.target());
    }
    wants_keyframe_ = false;
    for (double at = now; bytes > 0; bytes -= 1200, at += gap)
      paced_.emplace_back(at, static_cast<std::size_t>(std::min(bytes, 1200.0)) + 40);
  }

  void send(std::size_t bytes, double now, bool again = false) {
    PacketReport packet{time(now), std::nullopt, bytes};
    const auto& model = link_.model();
    const auto arrives = link_.send(bytes, now);
    if (arrives) packet.received = time(*arrives * (1 + model.drift) + 1000);
    const double known = arrives.value_or(now + link_.wait(now) + model.delay);
    if (!arrives && again) resent_.emplace_back(known + model.delay + 0.05, bytes);
    if (!arrives && !again && traffic.keyframe > 0) wants_keyframe_ = true;
    flying_.emplace_back(known, packet);
  }

  void report(double now) {
    std::vector<PacketReport> batch;
    double arrived = 0;
    // A report sent now tells of what has arrived until one delay ago.
    while (!flying_.empty() && flying_.front().first <= now - link_.model().delay) {
      batch.push_back(flying_.front().second);
      if (batch.back().received) arrived += 8 * static_cast<double>(batch.back().bytes);
      flying_.pop_front();
    }
    samples_.add({now, controller_.target(), arrived / feedback_period, link_.wait(now)});
    if (!batch.empty() && !link_.model().feedback_lost(now)) controller_.on_feedback(batch, time(now));
    controller_.tick(time(now));
    repair_rate_ += 0.2 * (repair_bits_ / feedback_period - repair_rate_);
    repair_bits_ = 0;
  }

  SimulatedLink& link_;
  Controller controller_;
  std::mt19937 random_;
  double next_sound_;
  double next_frame_;
  double next_feedback_;
  bool wants_keyframe_ = true;
  double repair_bits_ = 0;
  double repair_rate_ = 0;                              // bit/s
  std::deque<std::pair<double, std::size_t>> paced_;    // when, bytes
  std::deque<std::pair<double, std::size_t>> resent_;   // likewise
  std::deque<std::pair<double, PacketReport>> flying_;  // when its fate is known
  Samples samples_;
};

/// Some who send over the same link.
class SimulatedCall {
 public:
  explicit SimulatedCall(LinkModel model, Controller::Bounds bounds = {}, const std::vector<Traffic>& traffic = {{}})
      : link_(std::move(model)) {
    for (const auto& each : traffic)
      senders_.push_back(
          std::make_unique<SimulatedSender>(link_, each, bounds, static_cast<unsigned>(senders_.size() + 1)));
  }

  void run(double until) {
    while (now_ < until) {
      now_ += step_length;
      link_.pass_time(now_, step_length);
      for (const auto& sender : senders_) sender->step(now_);
    }
  }

  SimulatedSender& sender(std::size_t number = 0) { return *senders_.at(number); }
  Controller& controller() { return sender().controller(); }
  [[nodiscard]] const Samples& samples() { return sender().samples(); }

 private:
  static constexpr double step_length = 0.001;

  SimulatedLink link_;
  std::vector<std::unique_ptr<SimulatedSender>> senders_;
  double now_ = 0;
};

}  // namespace vchat::congestion
