#include "media/video_ladder.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <string>
#include <utility>

#include "media/element.hpp"

namespace vchat::media {

namespace {

constexpr double least_useful = 20'000;  // bit/s: below it no picture is worth sending

SharedEncoder::Recipe recipe_for(const VideoEncoder& encoder, VideoEncoderOptions options, const Rung& rung,
                                 bool full) {
  options.width = rung.width;
  options.height = rung.height;
  options.bitrate = static_cast<int>(rung.most);
  const auto make = [make = encoder.make, options, full] {
    // The full size is what the camera gives, whatever was asked of it.
    if (full) return make(options);
    const auto size = "video/x-raw,pixel-aspect-ratio=1/1,width=" + std::to_string(options.width) +
                      ",height=" + std::to_string(options.height);
    return make_chain({make_element("videoscale"), make_caps_filter(size), make(options)});
  };
  // On a screen everything changes now and then, and that is worth waiting for.
  return {make, encoder.set_bitrate, options.content == Content::camera ? encoder.set_coarseness : nullptr};
}

}  // namespace

/// One consumer.
class VideoLadder::Lease : public Subscription {
 public:
  Lease(std::shared_ptr<VideoLadder> ladder, SampleConsumer consumer)
      : ladder_(std::move(ladder)), gate_(std::make_shared<Gate>()) {
    gate_->consume = std::move(consumer);
    gate_->begin(0);
    subscribe(0);
  }

  ~Lease() override {
    ladder_->remove(*this);
    for (auto& subscription : subscriptions_) subscription.reset();
  }

  void set_bitrate(double bitrate) override {
    const std::lock_guard lock(mutex_);
    const auto before = gate_->wanted();
    const auto rung = bitrate < least_useful ? RungIndex() : ladder_->rung_for(before, bitrate);
    rate_ = bitrate;
    gate_->want(rung);
    // An encoder that starts must know its rate: its first keyframe is its largest frame.
    ladder_->balance();
    if (rung && rung != before) {
      subscribe(*rung);
      ladder_->encoders_[*rung]->request_keyframe();
    }
    drop_unused();
  }

  void request_keyframe() override {
    if (const auto rung = gate_->wanted()) ladder_->encoders_[*rung]->request_keyframe();
  }

  [[nodiscard]] std::optional<PictureSize> size() const override {
    const auto rung = gate_->passing();
    if (!rung) return std::nullopt;
    return PictureSize{ladder_->rungs_[*rung].width, ladder_->rungs_[*rung].height};
  }

  /// What the encoder of `rung` may make for this one; nothing if it needs none of it.
  [[nodiscard]] std::optional<double> demand(std::size_t rung) const {
    if (gate_->wanted() != rung) return std::nullopt;
    return rate_.load();
  }

 private:
  using RungIndex = std::optional<std::size_t>;

  /// Lets the samples of one rung through.
  class Gate {
   public:
    SampleConsumer consume;

    [[nodiscard]] RungIndex wanted() const {
      const std::lock_guard lock(mutex_);
      return wanted_;
    }

    [[nodiscard]] RungIndex passing() const {
      const std::lock_guard lock(mutex_);
      return passing_;
    }

    void begin(std::size_t rung) {
      const std::lock_guard lock(mutex_);
      wanted_ = passing_ = rung;
    }

    void want(RungIndex rung) {
      const std::lock_guard lock(mutex_);
      wanted_ = rung;
      if (!rung) passing_.reset();
    }

    void push(std::size_t rung, GstSample* sample) {
      const std::lock_guard lock(mutex_);
      auto* buffer = gst_sample_get_buffer(sample);
      const bool delta = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
      if (wanted_ == rung && !delta) passing_ = rung;
      if (passing_ != rung) return;
      const auto at = GST_BUFFER_PTS(buffer);
      if (at > last_) {
        last_ = at;
        return consume(sample);
      }
      // The encoder before was ahead with this picture: what comes after it must have a later time.
      last_ += GST_MSECOND;
      auto later = glib::adopt(gst_buffer_copy(buffer));
      GST_BUFFER_PTS(later.get()) = last_;
      GST_BUFFER_DTS(later.get()) = GST_CLOCK_TIME_NONE;
      const auto moved = glib::adopt(
          gst_sample_new(later.get(), gst_sample_get_caps(sample), gst_sample_get_segment(sample), nullptr));
      consume(moved.get());
    }

   private:
    mutable std::mutex mutex_;
    RungIndex wanted_;
    RungIndex passing_;
    GstClockTime last_ = 0;
  };

  void subscribe(std::size_t rung) {
    auto& subscription = subscriptions_.at(rung);
    if (subscription) return;
    subscription =
        ladder_->encoders_[rung]->subscribe([gate = gate_, rung](GstSample* sample) { gate->push(rung, sample); });
  }

  /// A subscription cannot end from within itself, so what was left at a keyframe is dropped here, later.
  void drop_unused() {
    for (std::size_t rung = 0; rung < subscriptions_.size(); ++rung)
      if (gate_->wanted() != rung && gate_->passing() != rung) subscriptions_[rung].reset();
  }

  const std::shared_ptr<VideoLadder> ladder_;
  const std::shared_ptr<Gate> gate_;
  std::mutex mutex_;  // of the subscriptions
  std::array<std::unique_ptr<Subscription>, most_rungs> subscriptions_;
  std::atomic<double> rate_ = std::numeric_limits<double>::infinity();
};

VideoLadder::VideoLadder(const std::shared_ptr<FanOut>& pictures, const VideoEncoder& encoder,
                         const VideoEncoderOptions& full)
    : framerate_(full.framerate), rungs_(plan_ladder(full)) {
  for (const auto& rung : rungs_)
    encoders_.push_back(
        std::make_shared<SharedEncoder>(Medium::video, pictures, recipe_for(encoder, full, rung, encoders_.empty())));
}

std::unique_ptr<Subscription> VideoLadder::subscribe(SampleConsumer consumer) {
  auto lease = std::make_unique<Lease>(shared_from_this(), std::move(consumer));
  {
    const std::lock_guard lock(mutex_);
    leases_.push_back(lease.get());
  }
  balance();
  return lease;
}

void VideoLadder::remove(Lease& lease) {
  {
    const std::lock_guard lock(mutex_);
    std::erase(leases_, &lease);
  }
  balance();
}

std::size_t VideoLadder::rung_for(std::optional<std::size_t> now, double bitrate) const {
  const auto first = std::min<std::size_t>(first_rung_, rungs_.size() - 1);
  return std::max(choose_rung(rungs_, now, bitrate), first);
}

EncoderLoad VideoLadder::take_load() {
  EncoderLoad sum;
  for (const auto& encoder : encoders_) {
    const auto load = encoder->take_load();
    sum.offered += load.offered;
    sum.late += load.late;
  }
  return sum;
}

void VideoLadder::set_limit(const WorkLimit& limit) {
  first_rung_ = limit.first_rung;
  {
    const std::lock_guard lock(mutex_);
    framerate_share_ = limit.framerate;
  }
  balance();
}

void VideoLadder::balance() {
  const std::lock_guard lock(mutex_);
  const double full = std::max(1.0, framerate_ * framerate_share_);
  for (std::size_t rung = 0; rung < rungs_.size(); ++rung) {
    std::optional<double> least;
    for (const auto* lease : leases_)
      if (const auto demand = lease->demand(rung)) least = std::min(least.value_or(*demand), *demand);
    if (!least) continue;
    const auto rate = std::clamp(*least, least_useful, rungs_[rung].most);
    shares_of_frames_[rung] = useful_share_of_frames(rungs_[rung], shares_of_frames_[rung], rate);
    encoders_[rung]->set_rate(static_cast<int>(rate), full * shares_of_frames_[rung]);
  }
}

}  // namespace vchat::media
