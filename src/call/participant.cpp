#include "call/participant.hpp"

#include <algorithm>
#include <utility>

#include "glib/owned.hpp"
#include "protocol/protocol_error.hpp"
#include "ui/text.hpp"

namespace vchat::call {

namespace {

using protocol::CloseReason;
using protocol::Purpose;
using std::chrono::steady_clock;

// Bounds on what one peer can make us do; a well-behaved one stays far below them.
constexpr int most_candidates = 200;  // a session
constexpr std::size_t most_early_candidates = 64;
constexpr std::size_t most_sessions_a_minute = 30;
constexpr std::size_t most_unsent_chat = 100;  // lines
constexpr gsize longest_chat = 4000;           // characters (docs/protocol.md)
// A session that lasted this long starts the waits before the next one anew.
constexpr std::chrono::seconds lasting{10};

/// Valid UTF-8 of at most the length that the protocol allows.
std::string bounded_chat(const std::string& text) {
  const auto at_most = std::min<std::size_t>(text.size(), 4 * longest_chat);
  const glib::GCharPtr valid(g_utf8_make_valid(text.data(), static_cast<gssize>(at_most)));
  if (static_cast<gsize>(g_utf8_strlen(valid.get(), -1)) <= longest_chat) return valid.get();
  return {valid.get(), g_utf8_offset_to_pointer(valid.get(), longest_chat)};
}

}  // namespace

Participant::Participant(Environment& environment, protocol::User user, bool offers)
    : environment_(environment),
      user_(std::move(user)),
      offers_(offers),
      backoff_(environment.timings.first_retry, environment.timings.longest_retry) {
  label_.name = ui::printable(user_.name);
  label_.muted = !user_.media.audio;
  label_.camera_off = !user_.media.video;
  tile_ = environment_.grid->add_tile(label_, false);
}

void Participant::start() {
  if (offers_) open_call(std::nullopt);
}

void Participant::end() {
  retry_timer_.reset();
  to_reopen_.reset();
  for (const auto purpose : {Purpose::call, Purpose::screen}) {
    if (link(purpose).session) close(purpose, peer::State::closed, "left");
  }
}

std::vector<util::VideoCodec> Participant::common_codecs() {
  // A client that does not say what it can receive speaks VP8: every browser does.
  const auto theirs = user_.codecs.empty() ? std::vector<std::string>{"VP8"} : user_.codecs;
  std::vector<util::VideoCodec> common;
  for (const auto codec : environment_.codecs) {
    if (std::find(theirs.begin(), theirs.end(), util::codec_name(codec)) != theirs.end()) common.push_back(codec);
  }
  return common;
}

peer::SessionConfig Participant::make_config(Purpose purpose, Link& link) {
  peer::SessionConfig config;
  config.purpose = purpose;
  config.ice_servers = environment_.ice_servers;
  config.relay_only = environment_.relay_only;
  auto tile = tile_;
  if (purpose == Purpose::screen) {
    link.screen_tile = environment_.grid->add_tile({.name = label_.name + " (screen)"}, false);
    tile = link.screen_tile;
    config.codecs = environment_.codecs;
    config.video = [](util::VideoCodec) { return nullptr; };
  } else {
    link.voice = environment_.mixer->add_voice();
    config.voice = link.voice;
    config.codecs = common_codecs();
    config.video = environment_.video;
    config.audio = environment_.audio;
  }
  config.show_video = [tile](GstSample* sample) { tile->show(sample); };
  return config;
}

peer::SessionObserver Participant::make_observer(Purpose purpose, unsigned generation) {
  const auto guarded = [self = weak_from_this(), purpose, generation](auto handler) {
    return [self, purpose, generation, handler](auto&&... args) {
      const auto participant = self.lock();
      if (participant && participant->link(purpose).generation == generation)
        handler(*participant, std::forward<decltype(args)>(args)...);
    };
  };
  const auto relayed = [](Participant& self, auto message) {
    message.peer = self.user_.id;
    self.environment_.channel.send(message);
  };
  peer::SessionObserver observer;
  observer.on_offer = guarded(relayed);
  observer.on_answer = guarded(relayed);
  observer.on_candidate = guarded(relayed);
  observer.on_state = guarded([purpose](Participant& self, peer::State state, const std::string& reason) {
    self.on_state(purpose, state, reason);
  });
  if (purpose == Purpose::screen) return observer;
  observer.on_first_frame = guarded([](Participant& self, int width, int height) {
    if (!std::exchange(self.frame_seen_, true))
      self.environment_.tell(FirstFrame{self.user_.id, self.ms_in_room(), width, height});
  });
  observer.on_first_audio = guarded([](Participant& self) {
    if (!std::exchange(self.audio_seen_, true)) self.environment_.tell(FirstAudio{self.user_.id, self.ms_in_room()});
  });
  observer.on_chat = guarded([](Participant& self, const std::string& text) {
    self.environment_.tell(Chat{self.user_.id, self.user_.name, bounded_chat(text)});
  });
  return observer;
}

void Participant::open_call(std::optional<std::string> replaces) {
  if (common_codecs().empty()) {
    environment_.tell(Warning{
        "no-common-codec", "No video with " + user_.name + ": there is no codec that both can; try without --codec"});
  }
  call_ = Link{};
  call_.generation = ++generation_;
  auto config = make_config(Purpose::call, call_);
  config.role = peer::Role::offerer;
  try {
    call_.session =
        environment_.sessions.offer(std::move(config), std::move(replaces), make_observer(Purpose::call, generation_));
  } catch (const util::MissingElementError& error) {
    return environment_.fail("missing-element", error);
  }
  tell_session(Purpose::call, call_.session->id(), peer::State::connecting, {});
}

void Participant::handle(const protocol::Offer& offer) {
  auto& old = link(offer.purpose);
  if (old.session && old.session->id() == offer.session) return;
  const bool ours_to_offer = offer.purpose == Purpose::call && offers_;
  if (ours_to_offer || !may_open_now()) {
    g_info("rejected an offer of %s: %s", user_.id.c_str(), ours_to_offer ? "it is ours to offer" : "too many");
    return send_close(offer.session, CloseReason::rejected);
  }
  if (old.session) {
    if (offer.replaces != old.session->id()) send_close(old.session->id(), CloseReason::done);
    close(offer.purpose, peer::State::closed, "replaced");
  }
  answer(offer);
}

void Participant::answer(const protocol::Offer& offer) {
  auto& link_now = link(offer.purpose);
  link_now = Link{};
  link_now.generation = ++generation_;
  auto config = make_config(offer.purpose, link_now);
  config.role = peer::Role::answerer;
  try {
    link_now.session =
        environment_.sessions.answer(std::move(config), offer, make_observer(offer.purpose, generation_));
  } catch (const protocol::ProtocolError& error) {
    g_warning("an offer of %s cannot be used: %s", user_.id.c_str(), error.what());
    link_now = Link{};
    return send_close(offer.session, CloseReason::rejected);
  } catch (const util::MissingElementError& error) {
    return environment_.fail("missing-element", error);
  }
  tell_session(offer.purpose, offer.session, peer::State::connecting, {});
  const auto early = std::exchange(early_candidates_, {});
  for (const auto& candidate : early) handle(candidate);
}

void Participant::handle(const protocol::Answer& answer) {
  if (!offers_ || !call_.session || call_.session->id() != answer.session || call_.answered) return;
  call_.answered = true;
  try {
    call_.session->set_answer(answer.sdp);
  } catch (const protocol::ProtocolError& error) {
    g_warning("the answer of %s cannot be used: %s", user_.id.c_str(), error.what());
    on_failed(Purpose::call, error.what());
  }
}

void Participant::handle(const protocol::IceCandidate& candidate) {
  for (auto* link_now : {&call_, &screen_}) {
    if (!link_now->session || link_now->session->id() != candidate.session) continue;
    if (link_now->candidates++ < most_candidates) link_now->session->add_candidate(candidate.candidate);
    return;
  }
  // It may belong to an offer that is still to come; the oldest of those that do not are forgotten.
  early_candidates_.push_back(candidate);
  if (early_candidates_.size() > most_early_candidates) early_candidates_.pop_front();
}

void Participant::handle(const protocol::SessionClose& closing) {
  for (const auto purpose : {Purpose::call, Purpose::screen}) {
    const auto& session = link(purpose).session;
    if (!session || session->id() != closing.session) continue;
    if (closing.reason == CloseReason::failed) {
      close(purpose, peer::State::failed, "the other side says that it failed");
      if (purpose == Purpose::call && offers_) reopen_later(closing.session);
    } else {
      close(purpose, peer::State::closed, closing.reason == CloseReason::done ? "done" : "rejected");
    }
    return;
  }
}

void Participant::on_state(Purpose purpose, peer::State state, const std::string& reason) {
  auto& link_now = link(purpose);
  switch (state) {
    case peer::State::connecting:
      return;
    case peer::State::connected:
      link_now.connected_at = steady_clock::now();
      return tell_session(purpose, link_now.session->id(), state, reason);
    case peer::State::failed:
      return on_failed(purpose, reason);
    case peer::State::closed:
      return close(purpose, state, reason);
  }
}

void Participant::on_failed(Purpose purpose, const std::string& reason) {
  auto& link_now = link(purpose);
  const auto id = link_now.session->id();
  if (link_now.connected_at && steady_clock::now() - *link_now.connected_at >= lasting) backoff_.reset();
  close(purpose, peer::State::failed, reason);
  if (purpose == Purpose::call && offers_) {
    reopen_later(id);
  } else {
    send_close(id, CloseReason::failed);
  }
}

void Participant::reopen_later(const std::string& replaces) {
  retry_timer_ = glib::after(environment_.executor, backoff_.next(), [self = weak_from_this(), replaces] {
    if (const auto participant = self.lock()) participant->reopen(replaces);
  });
}

void Participant::reopen(const std::string& replaces) {
  // An offer that waits is stale when it arrives.
  if (!environment_.channel.in_room() || expected_until_)
    to_reopen_ = replaces;
  else
    open_call(replaces);
}

void Participant::welcome(const protocol::User& user) {
  expected_until_.reset();
  set_media(user.media);
  if (to_reopen_) open_call(*std::exchange(to_reopen_, std::nullopt));
}

bool Participant::missing(steady_clock::time_point now) const {
  return expected_until_ && (now >= *expected_until_ || !call_.session);
}

void Participant::close(Purpose purpose, peer::State state, const std::string& reason) {
  auto& link_now = link(purpose);
  const auto session = std::exchange(link_now, Link{}).session;
  if (purpose == Purpose::call) stats_.reset();
  update_tile();
  tell_session(purpose, session->id(), state, reason);
}

void Participant::tell_session(Purpose purpose, const std::string& session, peer::State state,
                               const std::string& reason) {
  environment_.tell(SessionChanged{user_.id, user_.name, session, purpose, state, reason});
}

void Participant::send_close(const std::string& session, CloseReason reason) {
  environment_.channel.send(protocol::SessionClose{user_.id, session, reason});
}

bool Participant::may_open_now() {
  const auto now = steady_clock::now();
  while (!opened_.empty() && now - opened_.front() > std::chrono::minutes(1)) opened_.pop_front();
  if (opened_.size() >= most_sessions_a_minute) return false;
  opened_.push_back(now);
  return true;
}

void Participant::set_media(const protocol::MediaState& media) {
  if (media == user_.media) return;
  user_.media = media;
  if (!media.video && call_.session) call_.session->picture_paused();
  update_tile();
  environment_.tell(MediaChanged{user_.id, user_.name, media});
}

void Participant::update_tile() {
  auto label = label_;
  label.muted = !user_.media.audio;
  label.camera_off = !user_.media.video;
  label.speaking = call_.voice && call_.voice->speaking();
  if (label == label_) return;
  label_ = label;
  tile_->set_label(label_);
}

void Participant::poll() {
  update_tile();
  flush_chat();
}

void Participant::send_chat(const std::string& text) {
  unsent_chat_.push_back(text);
  if (unsent_chat_.size() > most_unsent_chat) unsent_chat_.pop_front();
  flush_chat();
}

void Participant::flush_chat() {
  while (!unsent_chat_.empty() && call_.session && call_.session->send_chat(unsent_chat_.front()))
    unsent_chat_.pop_front();
}

void Participant::refresh_stats() {
  if (!connected()) return;
  call_.session->get_stats([self = weak_from_this(), generation = call_.generation](const peer::SessionStats& figures) {
    const auto participant = self.lock();
    if (participant && participant->call_.generation == generation) participant->stats_ = figures;
  });
}

int Participant::ms_in_room() const {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - since_).count());
}

}  // namespace vchat::call
