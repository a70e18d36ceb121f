// The conference as a client sees it: who is in the room, and what each of their messages means.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call/environment.hpp"
#include "call/participant.hpp"
#include "call/summary.hpp"
#include "call/upload_watch.hpp"
#include "media/local_media.hpp"

namespace vchat::call {

struct ConferenceOptions {
  std::string room;
  std::string name;
  std::optional<std::string> password;
  std::optional<std::string> token;
  bool stats = false;  // tell Stats once a second
};

/// Knows the people in order of joining and hands each message on to the one it came from. Reaches everything through
/// its environment. Thread-bound to the main context.
class Conference {
 public:
  /// `on_alone`: the last of the others has gone. Called on the main context, at the end of handling a message.
  Conference(Environment environment, ConferenceOptions options, std::function<void()> on_alone);
  Conference(const Conference&) = delete;
  Conference& operator=(const Conference&) = delete;

  // What signaling says.
  void on_open();
  void on_message(const protocol::ServerMessage& message);
  void on_lost();
  /// What a change of the network, a sleep or a standstill may have cut is looked at now, not after the usual silence.
  void suspect_connections();
  /// The machine slept for long: the others have closed what was connected.
  void renew_connections();
  /// True while a session with anybody is connected: the call goes on, also without the server.
  [[nodiscard]] bool connected() const;

  /// From the next join on.
  void set_password(std::string password) { options_.password = std::move(password); }
  /// What is sent now, as LocalMedia says.
  void set_capture(media::CaptureState state);
  /// Shows one's own screen (Environment::screen) to everybody, and to each who joins later, or ends that. When it is
  /// shared already, it is offered anew.
  void set_screen(bool shared);
  /// Whether we record the meeting.
  void set_recording(bool recording);
  /// Sends somebody out of the room; `who` is an id or a name. @throws util::UsageError if that is nobody, or several.
  void kick(std::string_view who);
  /// Asks somebody to be quiet; as kick().
  void request_mute(std::string_view who);
  /// Sends a line to everybody. @throws util::UsageError if it is too long or not UTF-8.
  void send_chat(const std::string& text);
  void tell_who();
  void tell_stats();
  /// How the call went, if figures were asked for.
  void tell_summary();
  /// Closes every session; nothing more is told.
  void end();

  [[nodiscard]] bool joined() const noexcept { return !self_.id.empty(); }
  [[nodiscard]] const protocol::User& self() const noexcept { return self_; }
  [[nodiscard]] std::size_t people() const noexcept { return participants_.size(); }
  /// Calls `visit` with everybody else who is in the room, in order of joining.
  void for_each(const std::function<void(const Participant&)>& visit) const;
  [[nodiscard]] const std::string& room() const noexcept { return options_.room; }
  /// Sums over all sessions that are connected; loss and rtt are the worst; paused: our picture is, for anybody.
  [[nodiscard]] peer::SessionStats total() const;

 private:
  void handle(const protocol::RoomUsers& room);
  void handle(const protocol::UserJoined& joined);
  void handle(const protocol::UserDisconnected& gone);
  void handle(const protocol::MediaStateChange& change);
  void handle(const protocol::ErrorMessage& error);
  void handle(const protocol::MuteRequest& request);
  void handle(const protocol::Pong&) {}
  template <class Message>
  void handle(const Message& message);  // offer, answer, candidate, close: for one participant
  [[nodiscard]] std::shared_ptr<Participant> find(const std::string& id) const;
  /// The one with that id, or the only one with that name. @throws util::UsageError
  [[nodiscard]] const protocol::User& named(std::string_view who) const;
  void enter(const protocol::RoomUsers& room);
  /// Reconciles the people with those who are in the room now.
  void come_back(const protocol::RoomUsers& room);
  void add(const protocol::User& user, bool came_later);
  void remove(const std::shared_ptr<Participant>& participant, protocol::LeaveReason reason);
  void forget_everybody();
  void tell_media();
  /// Those who were expected back in vain.
  void drop_missing();
  [[nodiscard]] Stats stats() const;
  void watch_upload();
  [[nodiscard]] double cpu_percent();
  void every_second();

  Environment environment_;
  const std::vector<protocol::IceServer> own_ice_servers_;
  ConferenceOptions options_;
  const std::function<void()> on_alone_;
  protocol::User self_;
  protocol::MediaState told_media_;
  std::string resume_;  // the token with which we come back
  std::vector<std::shared_ptr<Participant>> participants_;
  std::vector<std::string> unsent_chat_;  // before the room was entered
  bool reconnecting_ = false;
  UploadWatch upload_watch_;
  SummaryKeeper summary_;
  double cpu_percent_ = 0;
  std::chrono::microseconds cpu_used_{0};
  std::chrono::steady_clock::time_point cpu_at_{};
  glib::ScopedSource poll_timer_;
  glib::ScopedSource second_timer_;
};

}  // namespace vchat::call
