// Somebody else in the room: the sessions with them and their tile.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "call/environment.hpp"
#include "call/link.hpp"
#include "call/quality.hpp"

namespace vchat::call {

/// Of a pair, the one who joined first offers the `call` session. A `screen` session is offered by whoever shares: one
/// may come from them while another goes to them. What a peer does that the protocol does not foresee is dropped, and
/// bounded: how often it opens sessions, and how many candidates it sends. Thread-bound to the main context.
class Participant {
 public:
  /// `offers`: we were in the room first. Nothing happens before start().
  Participant(Environment& environment, protocol::User user, bool offers);
  Participant(const Participant&) = delete;
  Participant& operator=(const Participant&) = delete;

  /// Opens the call if that is ours to do.
  void start();
  /// Begins or ends to send them one's own screen.
  void share_screen(bool shared);
  /// Closes every session.
  void end();
  /// Something happened that may have cut the connections; see peer::Session::suspect().
  void suspect();
  /// The connections are dead, whatever they say: new ones.
  void give_up(const std::string& reason);

  // After the connection to the server was lost and is there again:
  /// It is not known whether they are still in the room: they are missing if they are not welcomed by then.
  void expect(std::chrono::steady_clock::time_point until) { expected_until_ = until; }
  /// They are in the room. Opens what could not be opened without the server.
  void welcome(const protocol::User& user);
  /// Expected in vain: the time is over, or no session with them lives any more.
  [[nodiscard]] bool missing(std::chrono::steady_clock::time_point now) const;
  [[nodiscard]] bool connected() const { return call_->connected(); }

  [[nodiscard]] const protocol::User& user() const noexcept { return user_; }
  /// The session in which they send that now, if there is one.
  [[nodiscard]] const peer::Session* session(protocol::Purpose purpose) const noexcept {
    return (purpose == protocol::Purpose::call ? call_ : screen_in_)->session();
  }
  /// The figures that the last refresh_stats() brought; nothing while the call is not connected.
  [[nodiscard]] const std::optional<peer::SessionStats>& stats() const noexcept { return stats_; }
  void refresh_stats();
  /// How good the connection is, 0 to 4, as of then.
  [[nodiscard]] int bars() const noexcept { return bars_.value_or(0); }

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
  [[nodiscard]] std::shared_ptr<Link> make_call(bool offers);
  [[nodiscard]] std::shared_ptr<Link> make_screen_in();
  [[nodiscard]] std::shared_ptr<Link> make_screen_out();
  [[nodiscard]] std::vector<std::shared_ptr<Link>> links() const;
  /// The one whose session that is, if it is known.
  [[nodiscard]] std::shared_ptr<Link> link_with(const std::string& session) const;
  [[nodiscard]] std::vector<util::VideoCodec> common_codecs() const;
  [[nodiscard]] peer::SessionConfig common_config() const;
  [[nodiscard]] peer::SessionConfig configure_call();
  [[nodiscard]] peer::SessionConfig configure_screen_in();
  [[nodiscard]] bool may_offer() const { return environment_.channel.in_room() && !expected_until_; }
  [[nodiscard]] bool may_open_now();
  void flush_chat();
  void take_figures(const peer::SessionStats& figures);
  void forget_figures();
  [[nodiscard]] int ms_in_room() const;
  void update_tile();

  Environment& environment_;
  protocol::User user_;
  const std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  std::shared_ptr<media::Tile> tile_;
  media::TileLabel label_;
  std::shared_ptr<media::Voice> voice_;       // of the call, while there is one
  std::shared_ptr<media::Tile> screen_tile_;  // while they share a screen
  const std::shared_ptr<Link> call_;
  const std::shared_ptr<Link> screen_in_;
  std::shared_ptr<Link> screen_out_;  // while one's own screen is shared
  std::deque<protocol::IceCandidate> early_candidates_;
  std::deque<std::chrono::steady_clock::time_point> opened_;  // by the peer, in the last minute
  std::deque<std::string> unsent_chat_;
  std::optional<peer::SessionStats> stats_;
  std::optional<int> bars_;  // none while nothing is known
  QualityMeter quality_;
  std::optional<std::chrono::steady_clock::time_point> expected_until_;
  bool frame_seen_ = false;
  bool audio_seen_ = false;
};

}  // namespace vchat::call
