// Where the messages to a member go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/messages.hpp"

namespace vchat::room {

/// Takes the frames for one member, in order. A call must not come back into the rooms: what fails is told later.
class Outlet {
 public:
  /// False if the connection has ended and the frame is not on its way.
  virtual bool send(std::string_view frame) = 0;
  /// What send() has taken and is not on its way, in order: it is not sent here any more.
  virtual std::vector<std::string> take_unsent() = 0;
  /// Someone else has ended the membership, which is over already; `why` is to be told to the client.
  virtual void removed(const protocol::ErrorMessage& why) = 0;

 protected:
  ~Outlet() = default;
};

}  // namespace vchat::room
