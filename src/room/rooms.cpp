#include "room/rooms.hpp"

#include <algorithm>

#include "protocol/protocol_error.hpp"
#include "util/random_id.hpp"

namespace vchat::room {

Member& Rooms::join(const protocol::JoinRoom& request, Outlet& outlet) {
  if (request.resume) {
    throw protocol::ProtocolError("resume-failed", "this server keeps no lost connections: join without 'resume'",
                                  "join-room");
  }
  auto member = std::make_unique<Member>();
  member->user = {util::random_id(), request.name, request.codecs, request.media};
  member->outlet = &outlet;

  auto [entry, made] = rooms_.try_emplace(request.room);
  auto& room = entry->second;
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
  const auto receiver = members_.find(to);
  // The same answer for an id of another room: nobody learns who is there.
  if (receiver == members_.end() || receiver->second->room != sender.room) {
    throw protocol::ProtocolError("no-such-user", "nobody in this room has the id in 'to'", std::string(type));
  }
  receiver->second->outlet->send(frame);
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
  for (const auto& other : self.room->members)
    if (other.get() != &self) message.users.push_back(other->user);
  message.ice_servers = ice_servers_;
  message.resume = util::random_id();
  return message;
}

}  // namespace vchat::room
