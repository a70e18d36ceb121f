#include "media/fan_out.hpp"

#include <algorithm>
#include <utility>

namespace vchat::media {

struct FanOut::Consumer {
  explicit Consumer(SampleConsumer function) : consume(std::move(function)) {}
  std::mutex running;  // held during a call, so that ending a subscription waits for that call and for no other
  SampleConsumer consume;
};

struct FanOut::Consumers {
  std::mutex mutex;
  std::vector<std::shared_ptr<Consumer>> all;
};

class FanOut::Membership : public Subscription {
 public:
  Membership(std::shared_ptr<Consumers> consumers, std::shared_ptr<Consumer> consumer)
      : consumers_(std::move(consumers)), consumer_(std::move(consumer)) {}

  ~Membership() override {
    {
      const std::lock_guard lock(consumers_->mutex);
      std::erase(consumers_->all, consumer_);
    }
    const std::lock_guard lock(consumer_->running);
    consumer_->consume = nullptr;
  }

 private:
  std::shared_ptr<Consumers> consumers_;
  std::shared_ptr<Consumer> consumer_;
};

FanOut::FanOut() : consumers_(std::make_shared<Consumers>()) {}
FanOut::~FanOut() = default;

std::unique_ptr<Subscription> FanOut::subscribe(SampleConsumer consumer) {
  auto entry = std::make_shared<Consumer>(std::move(consumer));
  const std::lock_guard lock(consumers_->mutex);
  consumers_->all.push_back(entry);
  return std::make_unique<Membership>(consumers_, std::move(entry));
}

void FanOut::deliver(GstSample* sample) {
  const auto present = [this] {
    const std::lock_guard lock(consumers_->mutex);
    return consumers_->all;
  }();
  for (const auto& consumer : present) {
    const std::lock_guard lock(consumer->running);
    if (consumer->consume) consumer->consume(sample);
  }
}

}  // namespace vchat::media
