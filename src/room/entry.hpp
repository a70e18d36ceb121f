// What admission grants.
#pragma once

#include <string>

namespace vchat::room {

/// Someone who may enter a room, and as what.
struct Entry {
  std::string name;
  bool moderator = false;
  friend bool operator==(const Entry&, const Entry&) = default;
};

}  // namespace vchat::room
