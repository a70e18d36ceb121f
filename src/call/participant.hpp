// Somebody else in the room: the sessions with them and their tile.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "call/environment.hpp"
#include "glib/source.hpp"
#include "util/backoff.hpp"

namespace vchat::call {

/// Of a pair, the one who joined first offers the `call` session and opens it anew, after a growing wait, when it has
/// failed; the other side asks for that with session-close. A `screen` session is only ever answered here.
/// What a peer does that the protocol does not foresee is dropped, and bounded: how often it opens sessions, and how
/// many candidates it sends. Thread-bound to the main context.
class Participant : public std::enable_shared_from_this<Participant> {
 public:
  /// `offers`: we were in the room first. Nothing happens before start().
  Participant(Environment& environment, protocol::User user, bool offers);
  Participant(const Participant&) = delete;
  Participant& operator=(const Participant&) = delete;

  /// Opens the call if that is ours to do.
  void start();
  /// Closes every session.
  void end();

  // After the connection to the server was lost and is there again:
  /// It is not known whether they are still in the room: they are missing if they are not welcomed by then.
  void expect(std::chrono::steady_clock::time_point until) { expected_until_ = until; }
  /// They are in the room. Opens what could not be opened without the server.
  void welcome(const protocol::User& user);
  /// Expected in vain: the time is over, or no session with them lives any more.
  [[nodiscard]] bool missing(std::chrono::steady_clock::time_point now) const;
  [[nodiscard]] bool connected() const { return call_.session && call_.session->state() == peer::State::connected; }

  [[nodiscard]] const protocol::User& user() const noexcept { return user_; }
  /// The figures that the last refresh_stats() brought; nothing while the call is not connected.
  [[nodiscard]] const std::optional<peer::SessionStats>& stats() const noexcept { return stats_; }
  void refresh_stats();

  // What this peer sent.
  void handle(const protocol::Offer& offer);
  void handle(const protocol::Answer& answer);
  void handle(const protocol::IceCandidate& candidate);
  void handle(const protocol::SessionClose& close);
  void set_media(const protocol::MediaState& media);

  /// Kept until the session is connected, if it is not yet.
  void send_chat(const std::string& text);
  /// Brings the tile up to date with who is speaking, and sends what waits.
  void poll();

 private:
  /// One session and what it shows.
  struct Link {
    std::shared_ptr<peer::Session> session;
    unsigned generation = 0;  // tells what a session says from what its successor says
    std::shared_ptr<media::Voice> voice;
    std::shared_ptr<media::Tile> screen_tile;
    int candidates = 0;
    bool answered = false;
    std::optional<std::chrono::steady_clock::time_point> connected_at;
  };

  [[nodiscard]] Link& link(protocol::Purpose purpose) { return purpose == protocol::Purpose::call ? call_ : screen_; }
  [[nodiscard]] std::vector<util::VideoCodec> common_codecs();
  [[nodiscard]] peer::SessionConfig make_config(protocol::Purpose purpose, Link& link);
  [[nodiscard]] peer::SessionObserver make_observer(protocol::Purpose purpose, unsigned generation);
  void open_call(std::optional<std::string> replaces);
  void answer(const protocol::Offer& offer);
  void reopen_later(const std::string& replaces);
  void reopen(const std::string& replaces);
  void tell_session(protocol::Purpose purpose, const std::string& session, peer::State state,
                    const std::string& reason);
  void on_state(protocol::Purpose purpose, peer::State state, const std::string& reason);
  void on_failed(protocol::Purpose purpose, const std::string& reason);
  /// Destroys the session, if there is one, and says so.
  void close(protocol::Purpose purpose, peer::State state, const std::string& reason);
  void send_close(const std::string& session, protocol::CloseReason reason);
  [[nodiscard]] bool may_open_now();
  void on_chat(const std::string& text);
  void flush_chat();
  [[nodiscard]] int ms_in_room() const;
  void update_tile();

  Environment& environment_;
  protocol::User user_;
  const bool offers_;
  const std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  std::shared_ptr<media::Tile> tile_;
  media::TileLabel label_;
  Link call_;
  Link screen_;
  unsigned generation_ = 0;
  std::deque<protocol::IceCandidate> early_candidates_;
  std::deque<std::chrono::steady_clock::time_point> opened_;  // by the peer, in the last minute
  std::deque<std::string> unsent_chat_;
  std::optional<peer::SessionStats> stats_;
  util::Backoff backoff_;
  glib::ScopedSource retry_timer_;
  std::optional<std::string> to_reopen_;  // the session that has failed, until the server is there again
  std::optional<std::chrono::steady_clock::time_point> expected_until_;
  bool frame_seen_ = false;
  bool audio_seen_ = false;
};

}  // namespace vchat::call
