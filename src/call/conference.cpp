#include "call/conference.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include <sys/resource.h>

#include "ui/text.hpp"

namespace vchat::call {

namespace {

constexpr glong longest_chat = 4000;  // characters (docs/protocol.md)
constexpr std::size_t most_unsent_chat = 100;

/// After these the server closes; signaling says so with the reason.
constexpr std::array fatal_errors{"bad-name",    "unauthorized", "room-not-found", "room-full",
                                  "server-full", "rate-limited", "kicked"};

std::chrono::microseconds cpu_time() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

}  // namespace

Conference::Conference(Environment environment, ConferenceOptions options, std::function<void()> on_alone)
    : environment_(std::move(environment)),
      own_ice_servers_(environment_.ice_servers),
      options_(std::move(options)),
      on_alone_(std::move(on_alone)),
      cpu_used_(cpu_time()),
      cpu_at_(std::chrono::steady_clock::now()) {
  self_.name = options_.name;
  for (const auto codec : environment_.codecs) self_.codecs.emplace_back(util::codec_name(codec));
  poll_timer_ = glib::every(environment_.executor, environment_.timings.poll, [this] {
    for (const auto& participant : participants_) participant->poll();
    drop_missing();
  });
  second_timer_ = glib::every(environment_.executor, std::chrono::seconds(1), [this] { every_second(); });
}

void Conference::on_open() {
  protocol::JoinRoom join;
  join.room = options_.room;
  join.name = options_.name;
  join.password = options_.password;
  join.token = options_.token;
  if (!resume_.empty()) join.resume = resume_;
  join.codecs = self_.codecs;
  join.media = self_.media;
  told_media_ = self_.media;
  environment_.channel.send(join);
}

void Conference::on_lost() {
  reconnecting_ = true;
  environment_.tell(Reconnecting{});
}

void Conference::suspect_connections() {
  for (const auto& participant : participants_) participant->suspect();
}

void Conference::renew_connections() {
  for (const auto& participant : participants_) participant->give_up("this machine slept");
}

bool Conference::connected() const {
  return std::any_of(participants_.begin(), participants_.end(),
                     [](const auto& participant) { return participant->connected(); });
}

void Conference::on_message(const protocol::ServerMessage& message) {
  std::visit([this](const auto& known) { handle(known); }, message);
}

void Conference::handle(const protocol::RoomUsers& room) {
  const bool same = std::exchange(self_.id, room.self_id) == room.self_id;
  self_.name = room.self_name;
  self_.moderator = room.self_moderator;
  self_.joined = room.self_joined;
  resume_ = room.resume;
  environment_.ice_servers = own_ice_servers_;
  environment_.ice_servers.insert(environment_.ice_servers.end(), room.ice_servers.begin(), room.ice_servers.end());
  if (same)
    come_back(room);
  else
    enter(room);
  tell_media();
}

void Conference::enter(const protocol::RoomUsers& room) {
  forget_everybody();
  if (std::exchange(reconnecting_, false)) environment_.tell(Reconnected{.resumed = false});
  environment_.tell(Joined{room.room, self_.id, self_.name, room.users});
  for (const auto& user : room.users) add(user, false);
  for (const auto& text : std::exchange(unsent_chat_, {})) send_chat(text);
}

void Conference::come_back(const protocol::RoomUsers& room) {
  reconnecting_ = false;
  environment_.tell(Reconnected{.resumed = true});
  // Who is not there has left, or is on the way back to a server that was started anew.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(room.resume_seconds);
  for (const auto& participant : participants_) participant->expect(until);
  for (const auto& user : room.users) handle(protocol::UserJoined{user});
}

void Conference::handle(const protocol::UserJoined& joined) {
  if (joined.user.id == self_.id) return;
  if (const auto known = find(joined.user.id)) return known->welcome(joined.user);
  environment_.tell(UserJoined{joined.user.id, joined.user.name, joined.user.media});
  add(joined.user, true);
}

void Conference::handle(const protocol::UserDisconnected& gone) {
  if (const auto participant = find(gone.id)) remove(participant, gone.reason);
}

void Conference::remove(const std::shared_ptr<Participant>& participant, protocol::LeaveReason reason) {
  std::erase(participants_, participant);
  participant->end();
  environment_.tell(UserLeft{participant->user().id, participant->user().name, reason});
  if (participants_.empty()) on_alone_();
}

void Conference::drop_missing() {
  const auto now = std::chrono::steady_clock::now();
  const auto people = participants_;
  for (const auto& participant : people)
    if (participant->missing(now)) remove(participant, protocol::LeaveReason::lost);
}

void Conference::handle(const protocol::MediaStateChange& change) {
  if (const auto participant = find(change.peer)) participant->set_media(change.media);
}

void Conference::handle(const protocol::MuteRequest& request) {
  if (const auto participant = find(request.peer))
    environment_.tell(MuteRequested{request.peer, participant->user().name});
}

void Conference::handle(const protocol::ErrorMessage& error) {
  if (std::find(fatal_errors.begin(), fatal_errors.end(), error.code) != fatal_errors.end()) return;
  // Somebody who has just left: their user-disconnected crossed what was sent to them.
  if (error.code == "no-such-user") return;
  if (error.code == "resume-failed") {
    resume_.clear();
    return on_open();
  }
  environment_.tell(Warning{error.code, "The server says: " + error.message});
}

template <class Message>
void Conference::handle(const Message& message) {
  if (const auto participant = find(message.peer)) participant->handle(message);
}

std::shared_ptr<Participant> Conference::find(const std::string& id) const {
  const auto has_id = [&](const auto& participant) { return participant->user().id == id; };
  const auto found = std::find_if(participants_.begin(), participants_.end(), has_id);
  return found == participants_.end() ? nullptr : *found;
}

void Conference::add(const protocol::User& user, bool came_later) {
  const bool said = self_.joined > 0 && user.joined > 0;
  const bool offers = said ? std::tie(self_.joined, self_.id) < std::tie(user.joined, user.id) : came_later;
  participants_.push_back(std::make_shared<Participant>(environment_, user, offers));
  participants_.back()->start();
  if (self_.media.screen) participants_.back()->share_screen(true);
}

void Conference::forget_everybody() {
  for (const auto& participant : std::exchange(participants_, {})) {
    participant->end();
    environment_.tell(UserLeft{participant->user().id, participant->user().name, protocol::LeaveReason::lost});
  }
}

void Conference::set_capture(media::CaptureState state) {
  self_.media.audio = state.audio;
  self_.media.video = state.video;
  tell_media();
}

void Conference::set_recording(bool recording) {
  self_.media.recording = recording;
  tell_media();
}

void Conference::set_screen(bool shared) {
  self_.media.screen = shared;
  tell_media();
  for (const auto& participant : participants_) participant->share_screen(shared);
}

void Conference::tell_media() {
  if (!environment_.channel.in_room() || self_.media == told_media_) return;
  told_media_ = self_.media;
  environment_.channel.send(protocol::MediaStateChange{{}, told_media_});
}

const protocol::User& Conference::named(std::string_view who) const {
  const auto shown = ui::printable(who);
  const protocol::User* found = nullptr;
  std::string ids;
  for (const auto& participant : participants_) {
    const auto& user = participant->user();
    if (user.id == who) return user;
    if (user.name != who) continue;
    found = &user;
    ids += (ids.empty() ? "" : ", ") + user.id;
  }
  if (!found) throw util::UsageError("Nobody else here is called " + shown + "; /who shows who is in the room");
  if (ids != found->id) throw util::UsageError("Several people are called " + shown + "; say which by the id: " + ids);
  return *found;
}

void Conference::kick(std::string_view who) {
  environment_.channel.send(protocol::Kick{named(who).id, std::nullopt});
}

void Conference::request_mute(std::string_view who) {
  environment_.channel.send(protocol::MuteRequest{named(who).id});
}

void Conference::send_chat(const std::string& text) {
  if (!g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr))
    throw util::UsageError("That line is not UTF-8 and was not sent; check the locale or the encoding of the input");
  if (g_utf8_strlen(text.c_str(), -1) > longest_chat)
    throw util::UsageError("That line is longer than 4,000 characters and was not sent");
  if (!joined()) {
    if (unsent_chat_.size() < most_unsent_chat) unsent_chat_.push_back(text);
    return;
  }
  if (participants_.empty()) environment_.tell(Warning{"chat-unheard", "Nobody else is in the room to read that"});
  for (const auto& participant : participants_) participant->send_chat(text);
}

void Conference::tell_who() {
  std::vector<protocol::User> users{self_};
  for (const auto& participant : participants_) users.push_back(participant->user());
  environment_.tell(Who{users});
}

Stats Conference::stats() const {
  Stats stats;
  stats.cpu_percent = cpu_percent_;
  for (const auto& participant : participants_) {
    if (participant->stats())
      stats.users.push_back(
          {participant->user().id, participant->user().name, participant->bars(), *participant->stats()});
  }
  return stats;
}

void Conference::tell_stats() {
  environment_.tell(stats());
}

void Conference::tell_summary() {
  if (options_.stats && joined()) environment_.tell(summary_.summary());
}

void Conference::every_second() {
  cpu_percent_ = cpu_percent();
  if (options_.stats && joined()) {
    const auto now = stats();
    summary_.add(now, std::chrono::steady_clock::now());
    environment_.tell(now);
  }
  watch_upload();
  for (const auto& participant : participants_) participant->refresh_stats();
}

void Conference::watch_upload() {
  std::vector<peer::SessionStats> sessions;
  for (const auto& participant : participants_)
    if (participant->stats()) sessions.push_back(*participant->stats());
  if (const auto warning = upload_watch_.update(sessions, self_.media.video)) environment_.tell(*warning);
}

double Conference::cpu_percent() {
  const auto used = cpu_time();
  const auto now = std::chrono::steady_clock::now();
  const auto share = std::chrono::duration<double>(used - std::exchange(cpu_used_, used)) /
                     std::chrono::duration<double>(now - std::exchange(cpu_at_, now));
  return 100 * share;
}

void Conference::for_each(const std::function<void(const Participant&)>& visit) const {
  for (const auto& participant : participants_) visit(*participant);
}

peer::SessionStats Conference::total() const {
  peer::SessionStats sum;
  for (const auto& participant : participants_) {
    if (!participant->stats()) continue;
    const auto& figures = *participant->stats();
    sum.send_bps += figures.send_bps;
    sum.receive_bps += figures.receive_bps;
    sum.loss = std::max(sum.loss, figures.loss);
    sum.rtt_ms = std::max(sum.rtt_ms, figures.rtt_ms);
    sum.send_paused = sum.send_paused || (figures.send_paused && self_.media.video);
  }
  return sum;
}

void Conference::end() {
  poll_timer_.reset();
  second_timer_.reset();
  environment_.tell = [](const Event&) {};
  for (const auto& participant : std::exchange(participants_, {})) participant->end();
}

}  // namespace vchat::call
