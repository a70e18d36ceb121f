#include "room/rooms.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "util/random_id.hpp"

namespace vchat::room {

namespace {

// docs/protocol.md, "Resume".
constexpr std::chrono::seconds least_restore_time{30};
constexpr std::chrono::hours longest_token_life{24};

void require_moderator(const Member& member, std::string_view type) {
  if (!member.user.moderator)
    throw protocol::ProtocolError("forbidden", "only a moderator may do that", std::string(type));
}

/// The order of joining (docs/protocol.md, "Server to client").
bool earlier(const protocol::User& one, const protocol::User& other) {
  return std::tie(one.joined, one.id) < std::tie(other.joined, other.id);
}

/// One text for all: nobody learns whose token is good for what.
template <class Error = protocol::ProtocolError>
[[noreturn]] void refuse_resume() {
  throw Error("resume-failed", "this connection cannot be resumed: join without 'resume'", "join-room");
}

}  // namespace

Rooms::Rooms(RoomsConfig config) : config_(std::move(config)), started_(config_.clock()) {}

Member& Rooms::join(const protocol::JoinRoom& request, const Entry& entry, Outlet& outlet) {
  require_space(request.room);
  auto member = std::make_unique<Member>();
  member->user = {util::random_id(), entry.name,      request.codecs,
                  request.media,     entry.moderator, config_.clock().milliseconds()};
  member->outlet = &outlet;
  // Different for each: who of two was first decides who offers.
  if (const auto room = rooms_.find(request.room); room != rooms_.end())
    member->user.joined = std::max(member->user.joined, room->second.members.back()->user.joined + 1);
  auto& joined = add(request.room, std::move(member));
  send_room_users(joined);
  return joined;
}

Member& Rooms::add(const std::string& room_name, std::unique_ptr<Member> member) {
  auto& room = rooms_[room_name];
  const std::chrono::system_clock::time_point joined_at{std::chrono::milliseconds(member->user.joined)};
  if (room.members.empty() || joined_at < room.since) room.since = joined_at;
  room.name = room_name;
  member->room = &room;
  const auto place = std::find_if(room.members.begin(), room.members.end(),
                                  [&](const auto& other) { return earlier(member->user, other->user); });
  auto& added = **room.members.insert(place, std::move(member));
  members_.emplace(added.user.id, &added);
  if (restores(config_.clock())) seen_.insert(added.user.id);
  tell_others(added, serialize(protocol::ServerMessage(protocol::UserJoined{added.user})));
  return added;
}

Member& Rooms::resume(const protocol::JoinRoom& request, Outlet& outlet) {
  if (config_.resume_time.count() == 0) refuse_resume();
  const auto ticket = config_.tokens.read(request.resume.value_or(""));
  // The key of an earlier server may be lost with its state directory: that is no attack.
  if (!ticket && !restores(config_.clock())) refuse_resume<ForgedToken>();
  if (!ticket || ticket->room != request.room) refuse_resume();
  auto* known = find(ticket->id);
  if (known && (known->nonce != ticket->nonce || known->backlog.overflown())) refuse_resume();
  auto& member = known ? *known : restore(request, *ticket);
  std::vector<std::string> waiting;
  if (auto* const old = std::exchange(member.outlet, &outlet)) {
    // Its connection may have ended, or be stuck, without anyone having noticed.
    waiting = old->take_unsent();
    old->removed({"replaced", "another connection has taken this one's place", std::nullopt, std::nullopt});
  }
  member.user.codecs = request.codecs;
  send_room_users(member);
  std::ranges::move(member.backlog.take(), std::back_inserter(waiting));
  for (const auto& frame : waiting) outlet.send(frame);
  if (std::exchange(member.user.media, request.media) != request.media)
    tell_others(member, serialize(protocol::ServerMessage(protocol::MediaStateChange{member.user.id, request.media})));
  return member;
}

Member& Rooms::restore(const protocol::JoinRoom& request, const Ticket& ticket) {
  const auto now = config_.clock();
  const auto age = std::chrono::milliseconds(now.milliseconds() - ticket.issued);
  if (!restores(now) || seen_.contains(ticket.id) || age > longest_token_life) refuse_resume();
  // The room may have been taken out of the configuration; a place in it, on the other hand, was theirs before.
  if (!configured_.find(ticket.room)) refuse_resume();
  auto member = std::make_unique<Member>();
  member->user = {ticket.id, ticket.name, request.codecs, request.media, ticket.moderator, ticket.joined};
  return add(ticket.room, std::move(member));
}

void Rooms::require_space(const std::string& room_name) const {
  const auto room = rooms_.find(room_name);
  if (room != rooms_.end()) {
    const auto most = configured_.most_users(room_name);
    if (most > 0 && room->second.members.size() >= most)
      throw protocol::ProtocolError("room-full", "this room has as many people as it takes", "join-room");
  } else if (configured_.max_rooms > 0 && rooms_.size() >= configured_.max_rooms &&
             !configured_.rooms.contains(room_name)) {
    throw protocol::ProtocolError("server-full", "this server has as many rooms as it takes; try again later",
                                  "join-room");
  }
}

bool Rooms::restores(const Moment& now) const noexcept {
  return now.steady - started_.steady < std::max(config_.resume_time, least_restore_time);
}

void Rooms::leave(Member& member, protocol::LeaveReason reason) {
  auto& room = *member.room;
  tell_others(member, serialize(protocol::ServerMessage(protocol::UserDisconnected{member.user.id, reason})));
  config_.on_left(member, reason);
  members_.erase(member.user.id);
  std::erase_if(room.members, [&](const auto& other) { return other.get() == &member; });
  if (room.members.empty()) rooms_.erase(rooms_.find(room.name));
}

void Rooms::lose(Member& member) {
  if (config_.resume_time.count() == 0) return leave(member, protocol::LeaveReason::lost);
  auto waiting = std::exchange(member.outlet, nullptr)->take_unsent();
  std::ranges::move(member.backlog.take(), std::back_inserter(waiting));
  for (const auto& frame : waiting) keep(member, frame);
  member.lost_at = config_.clock().steady;
  lost_.push_back({member.lost_at, member.user.id});
}

void Rooms::expire() {
  const auto now = config_.clock();
  if (!restores(now)) seen_ = {};
  for (const auto& id : std::exchange(overflown_, {}))
    if (auto* const member = find(id); member && !member->outlet) leave(*member, protocol::LeaveReason::lost);
  while (!lost_.empty() && now.steady - lost_.front().at >= config_.resume_time) {
    const auto lost = std::move(lost_.front());
    lost_.pop_front();
    auto* const member = find(lost.id);
    if (member && !member->outlet && member->lost_at == lost.at) leave(*member, protocol::LeaveReason::lost);
  }
}

void Rooms::relay(const Member& sender, const std::string& to, std::string_view frame, std::string_view type) {
  deliver(neighbour(sender, to, type), frame);
}

void Rooms::relay_as_moderator(const Member& sender, const std::string& to, std::string_view frame,
                               std::string_view type) {
  require_moderator(sender, type);
  relay(sender, to, frame, type);
}

void Rooms::kick(const Member& by, const protocol::Kick& kick) {
  require_moderator(by, "kick");
  if (kick.peer == by.user.id)
    throw protocol::ProtocolError("bad-message", "to go oneself, leave-room is there", "kick");
  auto& gone = neighbour(by, kick.peer, "kick");
  auto* const outlet = gone.outlet;
  const auto why = by.user.name + " sent you out of the room" + (kick.reason ? ": " + *kick.reason : "");
  leave(gone, protocol::LeaveReason::kicked);
  if (outlet) outlet->removed({"kicked", why, std::nullopt, std::nullopt});
}

Member& Rooms::neighbour(const Member& member, const std::string& id, std::string_view type) const {
  auto* const found = find(id);
  // The same answer for an id of another room: nobody learns who is there.
  if (!found || found->room != member.room)
    throw protocol::ProtocolError("no-such-user", "nobody in this room has the id in 'to'", std::string(type));
  return *found;
}

void Rooms::set_media(Member& member, const protocol::MediaState& media, std::string_view frame) {
  member.user.media = media;
  tell_others(member, frame);
}

std::vector<RoomSummary> Rooms::list() const {
  std::vector<RoomSummary> summaries;
  summaries.reserve(rooms_.size());
  for (const auto& [name, room] : rooms_) {
    const auto* const terms = configured_.find(name);
    if (terms && terms->hidden) continue;
    const bool locked = !terms || !terms->by_anyone;
    summaries.push_back({name, room.members.size(), configured_.most_users(name), locked, room.since});
  }
  return summaries;
}

Member* Rooms::find(const std::string& id) const {
  const auto found = members_.find(id);
  return found == members_.end() ? nullptr : found->second;
}

void Rooms::deliver(Member& member, std::string_view frame) {
  if (!member.outlet || !member.outlet->send(frame)) keep(member, frame);
}

void Rooms::keep(Member& member, std::string_view frame) {
  // Dropped by expire(): whoever calls this may be looking at the members.
  if (!member.backlog.overflown() && !member.backlog.add(frame)) overflown_.push_back(member.user.id);
}

void Rooms::tell_others(const Member& member, std::string_view frame) {
  for (const auto& other : member.room->members)
    if (other.get() != &member) deliver(*other, frame);
}

void Rooms::send_room_users(Member& self) {
  self.nonce = util::random_id();
  protocol::RoomUsers message;
  message.room = self.room->name;
  message.self_id = self.user.id;
  message.self_name = self.user.name;
  message.self_moderator = self.user.moderator;
  message.self_joined = self.user.joined;
  for (const auto& other : self.room->members)
    if (other.get() != &self) message.users.push_back(other->user);
  message.ice_servers = config_.ice_servers(self.user.id);
  message.resume = config_.tokens.write({.id = self.user.id,
                                         .nonce = self.nonce,
                                         .room = self.room->name,
                                         .name = self.user.name,
                                         .joined = self.user.joined,
                                         .issued = config_.clock().milliseconds(),
                                         .moderator = self.user.moderator});
  message.resume_seconds = static_cast<unsigned>(config_.resume_time.count());
  self.outlet->send(serialize(protocol::ServerMessage(message)));
}

}  // namespace vchat::room
