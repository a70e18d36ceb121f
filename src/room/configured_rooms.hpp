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
  std::size_t max_rooms = 0;  // at the same time, those in `rooms` not counted against; 0: no limit
  std::size_t max_users = 0;  // of a room whose terms do not say it; 0: as many as come

  /// Null if there can be no such room.
  [[nodiscard]] const RoomTerms* find(std::string_view room) const {
    const auto found = rooms.find(room);
    if (found != rooms.end()) return &found->second;
    return only_configured ? nullptr : &others;
  }

  /// Of a room that may have been taken from the file since it was made.
  [[nodiscard]] std::size_t most_users(std::string_view room) const {
    const auto* const terms = find(room);
    return terms ? terms->max_users.value_or(max_users) : max_users;
  }
};

}  // namespace vchat::room
