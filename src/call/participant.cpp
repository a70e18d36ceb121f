#include "call/participant.hpp"

#include <algorithm>
#include <utility>

#include "glib/owned.hpp"
#include "ui/text.hpp"

namespace vchat::call {

namespace {

using protocol::CloseReason;
using protocol::Purpose;
using std::chrono::steady_clock;

// Bounds on what one peer can make us do; a well-behaved one stays far below them.
constexpr std::size_t most_early_candidates = 64;
constexpr std::size_t most_sessions_a_minute = 30;
constexpr std::size_t most_unsent_chat = 100;  // lines
constexpr gsize longest_chat = 4000;           // characters (docs/protocol.md)

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
      label_({.name = ui::printable(user_.name),
              .muted = !user_.media.audio,
              .camera_off = !user_.media.video,
              .recording = user_.media.recording}),
      call_(make_call(offers)),
      screen_in_(make_screen_in()) {
  tile_ = environment_.grid->add_tile(label_, false);
}

std::shared_ptr<Link> Participant::make_call(bool offers) {
  Link::Host host;
  host.may_offer = [this] { return may_offer(); };
  host.configure = [this] { return configure_call(); };
  host.on_over = [this] {
    voice_ = nullptr;
    forget_figures();
    update_tile();
  };
  host.on_first_frame = [this](int width, int height) {
    if (!std::exchange(frame_seen_, true)) environment_.tell(FirstFrame{user_.id, ms_in_room(), width, height});
  };
  host.on_first_audio = [this] {
    if (!std::exchange(audio_seen_, true)) environment_.tell(FirstAudio{user_.id, ms_in_room()});
  };
  host.on_chat = [this](const std::string& text) { environment_.tell(Chat{user_.id, user_.name, bounded_chat(text)}); };
  const Link::Options options{user_.id, user_.name, Purpose::call, offers};
  return std::make_shared<Link>(environment_, options, std::move(host));
}

std::shared_ptr<Link> Participant::make_screen_in() {
  Link::Host host;
  host.configure = [this] { return configure_screen_in(); };
  host.on_over = [this] { screen_tile_ = nullptr; };
  const Link::Options options{user_.id, user_.name, Purpose::screen, false};
  return std::make_shared<Link>(environment_, options, std::move(host));
}

std::shared_ptr<Link> Participant::make_screen_out() {
  Link::Host host;
  host.may_offer = [this] { return may_offer(); };
  host.configure = [this] {
    auto config = common_config();
    config.codecs = common_codecs();
    config.video = environment_.screen;
    config.show_video = [](GstSample*) {};
    return config;
  };
  host.on_over = [] {};
  const Link::Options options{user_.id, user_.name, Purpose::screen, true};
  return std::make_shared<Link>(environment_, options, std::move(host));
}

void Participant::start() {
  if (call_->offers()) call_->open();
}

void Participant::share_screen(bool shared) {
  if (screen_out_) std::exchange(screen_out_, nullptr)->hang_up();
  if (!shared) return;
  if (common_codecs().empty()) {
    environment_.tell(
        Warning{"no-common-codec", user_.name + " cannot see the screen: there is no codec that both can"});
    return;
  }
  screen_out_ = make_screen_out();
  screen_out_->open();
}

void Participant::suspect() {
  for (const auto& link : links()) link->suspect();
}

void Participant::give_up(const std::string& reason) {
  for (const auto& link : links()) link->give_up(reason);
}

void Participant::end() {
  for (const auto& link : links()) link->end("left");
}

std::vector<std::shared_ptr<Link>> Participant::links() const {
  std::vector<std::shared_ptr<Link>> all{call_, screen_in_};
  if (screen_out_) all.push_back(screen_out_);
  return all;
}

std::shared_ptr<Link> Participant::link_with(const std::string& session) const {
  for (const auto& link : links())
    if (link->has(session)) return link;
  return nullptr;
}

std::vector<util::VideoCodec> Participant::common_codecs() const {
  // A client that does not say what it can receive speaks VP8: every browser does.
  const auto theirs = user_.codecs.empty() ? std::vector<std::string>{"VP8"} : user_.codecs;
  std::vector<util::VideoCodec> common;
  for (const auto codec : environment_.codecs) {
    if (std::find(theirs.begin(), theirs.end(), util::codec_name(codec)) != theirs.end()) common.push_back(codec);
  }
  return common;
}

peer::SessionConfig Participant::common_config() const {
  peer::SessionConfig config;
  config.ice_servers = environment_.ice_servers;
  config.relay_only = environment_.relay_only;
  return config;
}

peer::SessionConfig Participant::configure_call() {
  auto config = common_config();
  config.codecs = common_codecs();
  if (config.codecs.empty() && call_->offers()) {
    environment_.tell(Warning{
        "no-common-codec", "No video with " + user_.name + ": there is no codec that both can; try without --codec"});
  }
  config.video = environment_.video;
  config.audio = environment_.audio;
  voice_ = environment_.mixer->add_voice();
  config.voice = voice_;
  config.show_video = [tile = tile_](GstSample* sample) { tile->show(sample); };
  return config;
}

peer::SessionConfig Participant::configure_screen_in() {
  auto config = common_config();
  config.codecs = environment_.codecs;
  config.video = [](util::VideoCodec) { return nullptr; };
  screen_tile_ = environment_.grid->add_tile({.name = label_.name + " (screen)", .screen = true}, false);
  config.show_video = [tile = screen_tile_](GstSample* sample) { tile->show(sample); };
  return config;
}

void Participant::handle(const protocol::Offer& offer) {
  if (link_with(offer.session)) return;
  const auto& link = offer.purpose == Purpose::call ? call_ : screen_in_;
  if (link->offers() || !may_open_now()) {
    g_info("rejected an offer of %s: %s", user_.id.c_str(), link->offers() ? "it is ours to offer" : "too many");
    environment_.channel.send(protocol::SessionClose{user_.id, offer.session, CloseReason::rejected});
    return;
  }
  link->answer(offer);
  if (!link->has(offer.session)) return;
  const auto early = std::exchange(early_candidates_, {});
  for (const auto& candidate : early) handle(candidate);
}

void Participant::handle(const protocol::Answer& answer) {
  if (const auto link = link_with(answer.session)) return link->handle(answer);
  for (const auto& link : links()) link->handle_late(answer);
}

void Participant::handle(const protocol::IceCandidate& candidate) {
  if (const auto link = link_with(candidate.session)) return link->handle(candidate);
  // It may belong to an offer that is still to come; the oldest of those that do not are forgotten.
  early_candidates_.push_back(candidate);
  if (early_candidates_.size() > most_early_candidates) early_candidates_.pop_front();
}

void Participant::handle(const protocol::SessionClose& closing) {
  if (const auto link = link_with(closing.session)) link->handle(closing);
}

void Participant::welcome(const protocol::User& user) {
  expected_until_.reset();
  set_media(user.media);
  for (const auto& link : links()) link->resume();
}

bool Participant::missing(steady_clock::time_point now) const {
  return expected_until_ && (now >= *expected_until_ || !call_->session());
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
  if (auto* session = call_->session(); session && media.video != user_.media.video) session->picture_switched();
  const auto before = std::exchange(user_.media, media);
  update_tile();
  environment_.tell(MediaChanged{user_.id, user_.name, media, before});
}

void Participant::update_tile() {
  auto label = label_;
  label.muted = !user_.media.audio;
  label.camera_off = !user_.media.video;
  label.recording = user_.media.recording;
  label.speaking = voice_ && voice_->speaking();
  label.paused = call_->session() && call_->session()->picture_pauses();
  label.bars = bars_;
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
  auto* session = call_->session();
  while (!unsent_chat_.empty() && session && session->send_chat(unsent_chat_.front())) unsent_chat_.pop_front();
}

void Participant::refresh_stats() {
  if (connected()) call_->get_stats([this](const peer::SessionStats& figures) { take_figures(figures); });
}

void Participant::take_figures(const peer::SessionStats& figures) {
  stats_ = figures;
  const auto bars = quality_.update(figures);
  // From somebody who sends nothing, nothing has to come.
  const bool expected = user_.media.audio || user_.media.video;
  bars_ = expected ? std::optional(bars) : std::nullopt;
}

void Participant::forget_figures() {
  stats_.reset();
  bars_ = frame_seen_ || audio_seen_ ? std::optional(0) : std::nullopt;
  quality_ = {};
}

int Participant::ms_in_room() const {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - since_).count());
}

}  // namespace vchat::call
