// What an operator has laid down about rooms.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vchat::room {

/// Who may enter a room and how many; any one of the three `by_` is enough.
struct RoomTerms {
  bool by_anyone = true;
  bool by_token = false;
  bool by_password = false;
  std::string password_hash;             // of crypt(5); there if `by_password`
  std::optional<std::size_t> max_users;  // 0: as many as come; absent: what the server says
  bool hidden = false;                   // from lists
  friend bool operator==(const RoomTerms&, const RoomTerms&) = default;
};

/// Plain data.
struct ConfiguredRooms {
  std::map<std::string, RoomTerms, std::less<>> rooms;  // by name
  RoomTerms others;                                     // of rooms that are made on demand
  bool only_configured = false;                         // no room is made on demand

  /// Null if there can be no such room.
  [[nodiscard]] const RoomTerms* find(std::string_view room) const {
    const auto found = rooms.find(room);
    if (found != rooms.end()) return &found->second;
    return only_configured ? nullptr : &others;
  }
};

}  // namespace vchat::room
