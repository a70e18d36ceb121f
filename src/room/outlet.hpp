// Where the messages to a member go.
#pragma once

#include <string_view>

namespace vchat::room {

/// Takes the frames for one member, in order. A call must not come back into the rooms: what fails is told later.
class Outlet {
 public:
  virtual void send(std::string_view frame) = 0;

 protected:
  ~Outlet() = default;
};

}  // namespace vchat::room
