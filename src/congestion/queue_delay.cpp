#include "congestion/queue_delay.hpp"

namespace vchat::congestion {

void QueueDelay::add(const PacketReport& packet) {
  const auto delay = *packet.received - packet.sent;
  base_.add(packet.sent, delay);
  standing_.add(packet.sent, delay);
  recent_.add(packet.sent, delay);
}

Time QueueDelay::standing() const {
  return base_.empty() ? Time{} : standing_.get() - base_.get();
}

Time QueueDelay::recent() const {
  return base_.empty() ? Time{} : recent_.get() - base_.get();
}

}  // namespace vchat::congestion
