// The rooms of a server and who is in them.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "protocol/messages.hpp"
#include "protocol/protocol_error.hpp"
#include "room/backlog.hpp"
#include "room/configured_rooms.hpp"
#include "room/entry.hpp"
#include "room/moment.hpp"
#include "room/outlet.hpp"
#include "room/resume_tokens.hpp"

namespace vchat::room {

struct Room;

/// Someone in a room. Made and destroyed by Rooms.
struct Member {
  protocol::User user;
  Room* room = nullptr;
  Outlet* outlet = nullptr;  // outlives the membership; null while the connection is lost
  std::string from;          // the address, for logs; the owner of the outlet sets it
  std::string nonce;         // of the one token that brings this member back
  Backlog backlog;           // while the connection is lost
  std::chrono::steady_clock::time_point lost_at{};
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

struct RoomsConfig {
  /// What the member with that id is told in room-users.
  std::function<std::vector<protocol::IceServer>(const std::string& id)> ice_servers = [](const std::string&) {
    return std::vector<protocol::IceServer>();
  };
  ResumeTokens tokens;
  /// How long a member is kept whose connection was lost; 0: not at all.
  std::chrono::seconds resume_time{15};
  std::function<Moment()> clock = &Moment::now;
  /// Someone is not a member any more; must not come back into the rooms.
  std::function<void(const Member& gone, protocol::LeaveReason)> on_left = [](const Member&, protocol::LeaveReason) {};
};

/// A resume token that this server never wrote: someone guesses.
class ForgedToken : public protocol::ProtocolError {
 public:
  using ProtocolError::ProtocolError;
};

/// All rooms. Knows no transport: frames go to the Outlets of the members. Thread-bound.
class Rooms {
 public:
  explicit Rooms(RoomsConfig config);

  /// What the operator says of rooms, from now on; who is in one stays.
  void configure(ConfiguredRooms configured) { configured_ = std::move(configured); }

  /// Enters the room as `entry` says, made if it is not there: `room-users` to `outlet`, `user-joined` to the others.
  /// The member stays valid until leave(), lose() or the outlet's removed(). @throws protocol::ProtocolError
  /// `room-full` or `server-full`
  Member& join(const protocol::JoinRoom& request, const Entry& entry, Outlet& outlet);

  /// Brings the member back for whom `request.resume` was written: `room-users` to `outlet`, then what has waited. An
  /// outlet that it still had is told removed(). For a while after the start, also members that an earlier server had.
  /// @throws protocol::ProtocolError `resume-failed`, as ForgedToken if the token is of no server of ours.
  Member& resume(const protocol::JoinRoom& request, Outlet& outlet);

  /// Tells the others, and destroys the member and a room that has become empty.
  void leave(Member& member, protocol::LeaveReason reason);

  /// The connection is lost: the member waits without an outlet to be resumed, and with it what the outlet had not
  /// sent.
  void lose(Member& member);

  /// Drops the members that nobody has resumed in time; call about once a second.
  void expire();

  /// Hands `frame` to the member `to` of the sender's room. @throws protocol::ProtocolError `no-such-user`
  void relay(const Member& sender, const std::string& to, std::string_view frame, std::string_view type);

  /// Sends a member of the moderator's room out: tells it, and the others. @throws protocol::ProtocolError `forbidden`
  /// if `by` is no moderator, `no-such-user`, and `bad-message` for oneself.
  void kick(const Member& by, const protocol::Kick& kick);

  /// relay() for moderators alone. @throws protocol::ProtocolError `forbidden` too.
  void relay_as_moderator(const Member& sender, const std::string& to, std::string_view frame, std::string_view type);

  /// Keeps the state for those who join later and hands `frame` to the others.
  void set_media(Member& member, const protocol::MediaState& media, std::string_view frame);

  /// Rooms, and everyone in them, hidden ones and members who are waited for included.
  [[nodiscard]] std::size_t room_count() const noexcept { return rooms_.size(); }
  [[nodiscard]] std::size_t member_count() const noexcept { return members_.size(); }

  /// Those that are not hidden, in order of their names.
  [[nodiscard]] std::vector<RoomSummary> list() const;

 private:
  struct Lost {
    std::chrono::steady_clock::time_point at;
    std::string id;
  };

  /// @throws protocol::ProtocolError `room-full` or `server-full`
  void require_space(const std::string& room_name) const;
  /// @throws protocol::ProtocolError `no-such-user`
  [[nodiscard]] Member& neighbour(const Member& member, const std::string& id, std::string_view type) const;
  Member& add(const std::string& room_name, std::unique_ptr<Member> member);
  [[nodiscard]] Member* find(const std::string& id) const;
  [[nodiscard]] Member& restore(const protocol::JoinRoom& request, const Ticket& ticket);
  [[nodiscard]] bool restores(const Moment& now) const noexcept;
  void deliver(Member& member, std::string_view frame);
  /// Until the member is resumed.
  void keep(Member& member, std::string_view frame);
  void tell_others(const Member& member, std::string_view frame);
  /// With a new token.
  void send_room_users(Member& self);

  RoomsConfig config_;
  ConfiguredRooms configured_;
  const Moment started_;
  std::map<std::string, Room, std::less<>> rooms_;
  std::unordered_map<std::string, Member*> members_;  // of all rooms, by id
  std::deque<Lost> lost_;                             // oldest first; some have been resumed since
  std::vector<std::string> overflown_;                // ids of those whose backlog was full
  std::unordered_set<std::string> seen_;              // ids, while members of an earlier server may come back
};

}  // namespace vchat::room
