#include "call/link.hpp"

#include <utility>

#include "protocol/protocol_error.hpp"

namespace vchat::call {

namespace {

using protocol::CloseReason;
using protocol::Purpose;
using std::chrono::steady_clock;

constexpr int most_candidates = 200;  // a session; a well-behaved peer stays far below
// A session that lasted this long is opened anew at once, and starts the waits anew.
constexpr std::chrono::seconds lasting{10};

}  // namespace

Link::Link(Environment& environment, Options options, Host host)
    : environment_(environment),
      options_(std::move(options)),
      host_(std::move(host)),
      backoff_(environment.timings.first_retry, environment.timings.longest_retry) {}

peer::SessionObserver Link::make_observer() {
  const auto guarded = [self = weak_from_this(), generation = generation_](auto handler) {
    return [self, generation, handler](auto&&... args) {
      const auto link = self.lock();
      if (link && link->generation_ == generation) handler(*link, std::forward<decltype(args)>(args)...);
    };
  };
  const auto relayed = [](Link& self, auto message) {
    message.peer = self.options_.peer;
    self.environment_.channel.send(message);
  };
  peer::SessionObserver observer;
  observer.on_offer = guarded(relayed);
  observer.on_answer = guarded(relayed);
  observer.on_candidate = guarded(relayed);
  observer.on_state =
      guarded([](Link& self, peer::State state, const std::string& reason) { self.on_state(state, reason); });
  if (host_.on_first_frame)
    observer.on_first_frame =
        guarded([](Link& self, int width, int height) { self.host_.on_first_frame(width, height); });
  if (host_.on_first_audio) observer.on_first_audio = guarded([](Link& self) { self.host_.on_first_audio(); });
  if (host_.on_chat) observer.on_chat = guarded([](Link& self, const std::string& text) { self.host_.on_chat(text); });
  return observer;
}

void Link::open() {
  open_if_allowed(std::nullopt);
}

void Link::resume() {
  if (due_) offer_now(std::exchange(due_, std::nullopt)->replaces);
}

void Link::open_if_allowed(std::optional<std::string> replaces) {
  if (host_.may_offer())
    offer_now(std::move(replaces));
  else
    due_ = Due{std::move(replaces)};
}

void Link::offer_now(std::optional<std::string> replaces) {
  ++generation_;
  auto config = host_.configure();
  config.purpose = options_.purpose;
  config.role = peer::Role::offerer;
  try {
    session_ = environment_.sessions.offer(std::move(config), std::move(replaces), make_observer());
  } catch (const util::MissingElementError& error) {
    return environment_.fail("missing-element", error);
  }
  tell(session_->id(), peer::State::connecting, {});
}

void Link::answer(const protocol::Offer& offer) {
  if (session_) {
    if (offer.replaces != session_->id()) send_close(session_->id(), CloseReason::done);
    close(peer::State::closed, "replaced");
  }
  ++generation_;
  auto config = host_.configure();
  config.purpose = options_.purpose;
  config.role = peer::Role::answerer;
  try {
    session_ = environment_.sessions.answer(std::move(config), offer, make_observer());
  } catch (const protocol::ProtocolError& error) {
    g_warning("an offer of %s cannot be used: %s", options_.peer.c_str(), error.what());
    host_.on_over();
    return send_close(offer.session, CloseReason::rejected);
  } catch (const util::MissingElementError& error) {
    return environment_.fail("missing-element", error);
  }
  tell(offer.session, peer::State::connecting, {});
}

void Link::handle(const protocol::Answer& answer) {
  if (!options_.offers || std::exchange(answered_, true)) return;
  try {
    session_->set_answer(answer.sdp);
  } catch (const protocol::ProtocolError& error) {
    g_warning("the answer of %s cannot be used: %s", options_.peer.c_str(), error.what());
    on_failed(error.what());
  }
}

void Link::handle(const protocol::IceCandidate& candidate) {
  if (candidates_++ < most_candidates) session_->add_candidate(candidate.candidate);
}

void Link::handle(const protocol::SessionClose& closing) {
  if (closing.reason != CloseReason::failed)
    return close(peer::State::closed, closing.reason == CloseReason::done ? "done" : "rejected");
  const bool at_once = lasted();
  close(peer::State::failed, "the other side says that it failed");
  if (options_.offers) open_later(closing.session, at_once);
}

void Link::on_state(peer::State state, const std::string& reason) {
  switch (state) {
    case peer::State::connecting:
      return;
    case peer::State::connected:
      connected_at_ = steady_clock::now();
      return tell(session_->id(), state, reason);
    case peer::State::failed:
      return on_failed(reason);
    case peer::State::closed:
      return close(state, reason);
  }
}

void Link::on_failed(const std::string& reason) {
  const auto id = session_->id();
  const bool at_once = lasted();
  close(peer::State::failed, reason);
  if (options_.offers)
    open_later(id, at_once);
  else
    send_close(id, CloseReason::failed);
}

bool Link::lasted() const {
  return connected_at_ && steady_clock::now() - *connected_at_ >= lasting;
}

void Link::suspect() {
  if (session_) session_->suspect();
}

void Link::give_up(const std::string& reason) {
  if (session_) on_failed(reason);
}

void Link::handle_late(const protocol::Answer& answer) {
  // Soon after the failure it was only on its way.
  const bool crossed = steady_clock::now() - failed_at_ < environment_.timings.crossing;
  if (!retry_timer_.active() || answer.session != failed_ || crossed) return;
  retry_timer_.reset();
  open_if_allowed(failed_);
}

void Link::open_later(const std::string& replaces, bool at_once) {
  if (at_once) backoff_.reset();
  failed_ = replaces;
  failed_at_ = steady_clock::now();
  const auto wait = at_once ? std::chrono::milliseconds(0) : backoff_.next();
  retry_timer_ = glib::after(environment_.executor, wait, [self = weak_from_this(), replaces] {
    if (const auto link = self.lock()) link->open_if_allowed(replaces);
  });
}

void Link::hang_up() {
  if (session_) send_close(session_->id(), CloseReason::done);
  end("done");
}

void Link::end(const std::string& reason) {
  retry_timer_.reset();
  due_.reset();
  if (session_) close(peer::State::closed, reason);
}

void Link::close(peer::State state, const std::string& reason) {
  ++generation_;
  const auto session = std::exchange(session_, nullptr);
  candidates_ = 0;
  answered_ = false;
  connected_at_.reset();
  host_.on_over();
  tell(session->id(), state, reason);
}

void Link::get_stats(std::function<void(const peer::SessionStats&)> done) {
  session_->get_stats(
      [self = weak_from_this(), generation = generation_, done = std::move(done)](const peer::SessionStats& figures) {
        const auto link = self.lock();
        if (link && link->generation_ == generation) done(figures);
      });
}

void Link::tell(const std::string& session, peer::State state, const std::string& reason) const {
  environment_.tell(SessionChanged{options_.peer, options_.name, session, options_.purpose, state, reason});
}

void Link::send_close(const std::string& session, CloseReason reason) const {
  environment_.channel.send(protocol::SessionClose{options_.peer, session, reason});
}

}  // namespace vchat::call
