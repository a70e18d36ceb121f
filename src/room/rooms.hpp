// The rooms of a server and who is in them.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/messages.hpp"
#include "room/entry.hpp"
#include "room/outlet.hpp"

namespace vchat::room {

struct Room;

/// Someone in a room. Made and destroyed by Rooms.
struct Member {
  protocol::User user;
  Room* room;
  Outlet* outlet;  // outlives the membership
};

/// Made with its first member, destroyed with its last.
struct Room {
  std::string name;
  std::chrono::system_clock::time_point since;
  std::vector<std::unique_ptr<Member>> members;  // in order of joining
};

/// What GET /api/rooms tells of a room. `max_users` 0: as many as come.
struct RoomSummary {
  std::string name;
  std::size_t users = 0;
  std::size_t max_users = 0;
  bool locked = false;
  std::chrono::system_clock::time_point since;
};

/// All rooms. Knows no transport: frames go to the Outlets of the members. Thread-bound.
class Rooms {
 public:
  /// `ice_servers` are told to everyone who joins.
  explicit Rooms(std::vector<protocol::IceServer> ice_servers = {}) : ice_servers_(std::move(ice_servers)) {}

  /// Enters the room as `entry` says, made if it is not there: `room-users` to `outlet`, `user-joined` to the others.
  /// The member stays valid until leave() or the outlet's removed(). @throws protocol::ProtocolError `resume-failed`:
  /// no connection is kept once it is lost.
  Member& join(const protocol::JoinRoom& request, const Entry& entry, Outlet& outlet);

  /// Tells the others, and destroys the member and a room that has become empty.
  void leave(Member& member, protocol::LeaveReason reason);

  /// Hands `frame` to the member `to` of the sender's room. @throws protocol::ProtocolError `no-such-user`
  void relay(const Member& sender, const std::string& to, std::string_view frame, std::string_view type) const;

  /// Sends a member of the moderator's room out: tells it, and the others. @throws protocol::ProtocolError `forbidden`
  /// if `by` is no moderator, `no-such-user`, and `bad-message` for oneself.
  void kick(const Member& by, const protocol::Kick& kick);

  /// relay() for moderators alone. @throws protocol::ProtocolError `forbidden` too.
  void relay_as_moderator(const Member& sender, const std::string& to, std::string_view frame,
                          std::string_view type) const;

  /// Keeps the state for those who join later and hands `frame` to the others.
  void set_media(Member& member, const protocol::MediaState& media, std::string_view frame) const;

  /// In order of their names.
  [[nodiscard]] std::vector<RoomSummary> list() const;

 private:
  /// @throws protocol::ProtocolError `no-such-user`
  [[nodiscard]] Member& neighbour(const Member& member, const std::string& id, std::string_view type) const;
  static void tell_others(const Member& member, std::string_view frame);
  [[nodiscard]] protocol::RoomUsers room_users(const Member& self) const;

  std::vector<protocol::IceServer> ice_servers_;
  std::map<std::string, Room, std::less<>> rooms_;
  std::unordered_map<std::string, Member*> members_;  // of all rooms, by id
};

}  // namespace vchat::room
