// One stream of samples for any number of consumers, without copying them.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "media/encoded_stream.hpp"
#include "media/frame_sink.hpp"

namespace vchat::media {

/// Thread-safe. A consumer that is slow holds up those after it, but never a subscription that ends.
class FanOut {
 public:
  FanOut();
  ~FanOut();
  FanOut(const FanOut&) = delete;
  FanOut& operator=(const FanOut&) = delete;

  /// The subscription may outlive this object.
  [[nodiscard]] std::unique_ptr<Subscription> subscribe(SampleConsumer consumer);

  /// Calls every consumer in place. One call at a time.
  void deliver(GstSample* sample);

 private:
  struct Consumer;
  struct Consumers;
  class Membership;
  std::shared_ptr<Consumers> consumers_;
};

}  // namespace vchat::media
