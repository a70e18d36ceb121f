// The way to the server, as the conference sees it.
#pragma once

#include "protocol/messages.hpp"

namespace vchat::signaling {

/// Thread-bound to the main context.
class Channel {
 public:
  virtual ~Channel() = default;
  /// Messages arrive in the order in which they were sent. While the room is out of reach they wait, within bounds, and
  /// are sent when the same member is back in it; join-room alone goes out at once.
  virtual void send(const protocol::ClientMessage& message) = 0;
  /// True while the connection is there and has brought room-users.
  [[nodiscard]] virtual bool in_room() const noexcept = 0;
};

}  // namespace vchat::signaling
