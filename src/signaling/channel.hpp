// The way to the server, as the conference sees it.
#pragma once

#include "protocol/messages.hpp"

namespace vchat::signaling {

/// Thread-bound to the main context.
class Channel {
 public:
  virtual ~Channel() = default;
  /// Messages arrive in the order in which they were sent. Dropped while there is no connection.
  virtual void send(const protocol::ClientMessage& message) = 0;
};

}  // namespace vchat::signaling
