#include "room/rooms.hpp"

#include <algorithm>

#include "protocol/protocol_error.hpp"
#include "util/random_id.hpp"

namespace vchat::room {

namespace {

void require_moderator(const Member& member, std::string_view type) {
  if (!member.user.moderator)
    throw protocol::ProtocolError("forbidden", "only a moderator may do that", std::string(type));
}

}  // namespace

Member& Rooms::join(const protocol::JoinRoom& request, const Entry& entry, Outlet& outlet) {
  if (request.resume) {
    throw protocol::ProtocolError("resume-failed", "this server keeps no lost connections: join without 'resume'",
                                  "join-room");
  }
  auto member = std::make_unique<Member>();
  member->user = {util::random_id(), entry.name, request.codecs, request.media, entry.moderator};
  member->outlet = &outlet;

  auto [place, made] = rooms_.try_emplace(request.room);
  auto& room = place->second;
  if (made) {
    room.name = request.room;
    room.since = std::chrono::system_clock::now();
  }
  member->room = &room;
  auto& joined = *room.members.emplace_back(std::move(member));
  members_.emplace(joined.user.id, &joined);

  outlet.send(serialize(protocol::ServerMessage(room_users(joined))));
  tell_others(joined, serialize(protocol::ServerMessage(protocol::UserJoined{joined.user})));
  return joined;
}

void Rooms::leave(Member& member, protocol::LeaveReason reason) {
  auto& room = *member.room;
  tell_others(member, serialize(protocol::ServerMessage(protocol::UserDisconnected{member.user.id, reason})));
  members_.erase(member.user.id);
  std::erase_if(room.members, [&](const auto& other) { return other.get() == &member; });
  if (room.members.empty()) rooms_.erase(rooms_.find(room.name));
}

void Rooms::relay(const Member& sender, const std::string& to, std::string_view frame, std::string_view type) const {
  neighbour(sender, to, type).outlet->send(frame);
}

void Rooms::relay_as_moderator(const Member& sender, const std::string& to, std::string_view frame,
                               std::string_view type) const {
  require_moderator(sender, type);
  relay(sender, to, frame, type);
}

void Rooms::kick(const Member& by, const protocol::Kick& kick) {
  require_moderator(by, "kick");
  if (kick.peer == by.user.id)
    throw protocol::ProtocolError("bad-message", "to go oneself, leave-room is there", "kick");
  auto& gone = neighbour(by, kick.peer, "kick");
  auto& outlet = *gone.outlet;
  const auto why = by.user.name + " sent you out of the room" + (kick.reason ? ": " + *kick.reason : "");
  leave(gone, protocol::LeaveReason::kicked);
  outlet.removed({"kicked", why, std::nullopt, std::nullopt});
}

Member& Rooms::neighbour(const Member& member, const std::string& id, std::string_view type) const {
  const auto found = members_.find(id);
  // The same answer for an id of another room: nobody learns who is there.
  if (found == members_.end() || found->second->room != member.room) {
    throw protocol::ProtocolError("no-such-user", "nobody in this room has the id in 'to'", std::string(type));
  }
  return *found->second;
}

void Rooms::set_media(Member& member, const protocol::MediaState& media, std::string_view frame) const {
  member.user.media = media;
  tell_others(member, frame);
}

std::vector<RoomSummary> Rooms::list() const {
  std::vector<RoomSummary> summaries;
  summaries.reserve(rooms_.size());
  for (const auto& [name, room] : rooms_) summaries.push_back({name, room.members.size(), 0, false, room.since});
  return summaries;
}

void Rooms::tell_others(const Member& member, std::string_view frame) {
  for (const auto& other : member.room->members)
    if (other.get() != &member) other->outlet->send(frame);
}

protocol::RoomUsers Rooms::room_users(const Member& self) const {
  protocol::RoomUsers message;
  message.room = self.room->name;
  message.self_id = self.user.id;
  message.self_name = self.user.name;
  message.self_moderator = self.user.moderator;
  for (const auto& other : self.room->members)
    if (other.get() != &self) message.users.push_back(other->user);
  message.ice_servers = ice_servers_;
  message.resume = util::random_id();
  return message;
}

}  // namespace vchat::room
