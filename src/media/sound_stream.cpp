#include "media/sound_stream.hpp"

#include <utility>

namespace vchat::media {

class SoundStream::Lease : public Subscription {
 public:
  Lease(std::shared_ptr<SoundStream> stream, std::unique_ptr<Subscription> subscription)
      : stream_(std::move(stream)), subscription_(std::move(subscription)) {
    stream_->add(*this);
  }
  ~Lease() override { stream_->remove(*this); }

  void set_bitrate(double bitrate) override { change(&SoundPath::bitrate, bitrate); }
  void set_loss(double loss) override { change(&SoundPath::loss, loss); }

  SoundPath path;  // under the stream's mutex

 private:
  void change(double SoundPath::*what, double value) {
    const std::lock_guard lock(stream_->mutex_);
    path.*what = value;
    stream_->plan();
  }

  const std::shared_ptr<SoundStream> stream_;
  const std::unique_ptr<Subscription> subscription_;
};

SoundStream::SoundStream(std::shared_ptr<FanOut> sound)
    : encoder_(std::make_shared<SharedEncoder>(
          Medium::audio, std::move(sound),
          SharedEncoder::Recipe{[control = control_] { return make_audio_encoder(control); }, nullptr})) {}

std::unique_ptr<Subscription> SoundStream::subscribe(SampleConsumer consumer) {
  return std::make_unique<Lease>(shared_from_this(), encoder_->subscribe(std::move(consumer)));
}

void SoundStream::add(Lease& lease) {
  const std::lock_guard lock(mutex_);
  leases_.push_back(&lease);
}

void SoundStream::remove(Lease& lease) {
  const std::lock_guard lock(mutex_);
  std::erase(leases_, &lease);
}

void SoundStream::plan() {
  std::vector<SoundPath> paths;
  paths.reserve(leases_.size());
  for (const auto* lease : leases_) paths.push_back(lease->path);
  control_->set(plan_.update(paths, std::chrono::steady_clock::now()));
}

}  // namespace vchat::media
