// One purpose in one direction with one peer: its sessions, one at a time.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "call/environment.hpp"
#include "glib/source.hpp"
#include "util/backoff.hpp"

namespace vchat::call {

/// Opens or answers, as the purpose has it: the side that offers opens a failed session anew after a growing wait, the
/// other side asks for that with session-close. Made with std::make_shared, so that what a session says late can be
/// told from what its successor says. Thread-bound to the main context.
class Link : public std::enable_shared_from_this<Link> {
 public:
  struct Options {
    std::string peer;  // id
    std::string name;  // of the peer
    protocol::Purpose purpose = protocol::Purpose::call;
    bool offers = false;
  };

  /// What it needs of the participant that owns it. Those that are absent are not called.
  struct Host {
    /// False while an offer would be stale when it arrives.
    std::function<bool()> may_offer;
    /// What a new session sends, and where what it receives goes.
    std::function<peer::SessionConfig()> configure;
    /// The session that was configured is over, or could not be opened.
    std::function<void()> on_over;
    std::function<void(int width, int height)> on_first_frame;
    std::function<void()> on_first_audio;
    std::function<void(const std::string& text)> on_chat;
  };

  Link(Environment& environment, Options options, Host host);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  [[nodiscard]] bool offers() const noexcept { return options_.offers; }
  /// Nothing while there is none.
  [[nodiscard]] peer::Session* session() const noexcept { return session_.get(); }
  [[nodiscard]] bool connected() const { return session_ && session_->state() == peer::State::connected; }
  [[nodiscard]] bool has(const std::string& session) const { return session_ && session_->id() == session; }

  /// Offers a session as soon as that may be.
  void open();
  /// Opens what could not be opened without the server.
  void resume();
  /// Answers; a session before it is closed.
  void answer(const protocol::Offer& offer);
  /// To a session that has failed: the peer is there again, and no moment is better for the next offer.
  void handle_late(const protocol::Answer& answer);
  /// See peer::Session::suspect().
  void suspect();
  /// The session is dead, whatever it says.
  void give_up(const std::string& reason);
  // About the session that is there.
  void handle(const protocol::Answer& answer);
  void handle(const protocol::IceCandidate& candidate);
  void handle(const protocol::SessionClose& closing);
  /// Tells the peer that it is over.
  void hang_up();
  /// The peer needs not be told.
  void end(const std::string& reason);
  /// Calls `done` with the figures of now, if the session is still there then.
  void get_stats(std::function<void(const peer::SessionStats&)> done);

 private:
  [[nodiscard]] peer::SessionObserver make_observer();
  void offer_now(std::optional<std::string> replaces);
  void on_state(peer::State state, const std::string& reason);
  void on_failed(const std::string& reason);
  [[nodiscard]] bool lasted() const;
  /// `at_once`: without the usual wait.
  void open_later(const std::string& replaces, bool at_once);
  void open_if_allowed(std::optional<std::string> replaces);
  /// Destroys the session and says so.
  void close(peer::State state, const std::string& reason);
  void tell(const std::string& session, peer::State state, const std::string& reason) const;
  void send_close(const std::string& session, protocol::CloseReason reason) const;

  /// An offer that waits for the server.
  struct Due {
    std::optional<std::string> replaces;
  };

  Environment& environment_;
  const Options options_;
  const Host host_;
  std::shared_ptr<peer::Session> session_;
  unsigned generation_ = 0;
  int candidates_ = 0;
  bool answered_ = false;
  std::optional<std::chrono::steady_clock::time_point> connected_at_;
  util::Backoff backoff_;
  glib::ScopedSource retry_timer_;
  // While retry_timer_ runs: the session that the next one replaces, and when that failed.
  std::string failed_;
  std::chrono::steady_clock::time_point failed_at_{};
  std::optional<Due> due_;
};

}  // namespace vchat::call
