// A call without a server, peers or media: everything that it reaches is written down.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "call/conference.hpp"
#include "protocol/protocol_error.hpp"

namespace vchat::call {

struct FakeChannel : signaling::Channel {
  void send(const protocol::ClientMessage& message) override { sent.push_back(message); }
  bool in_room() const noexcept override { return there; }

  template <class Message>
  std::vector<Message> of() const {
    std::vector<Message> all;
    for (const auto& message : sent) {
      if (const auto* one = std::get_if<Message>(&message)) all.push_back(*one);
    }
    return all;
  }
  std::vector<protocol::ClientMessage> sent;
  bool there = false;
};

struct FakeSession : peer::Session {
  const std::string& id() const noexcept override { return id_; }
  peer::State state() const noexcept override { return state_; }
  void set_answer(const std::string& sdp) override {
    if (sdp == "bad") throw protocol::ProtocolError("bad-message", "bad sdp");
    answers.push_back(sdp);
  }
  void add_candidate(const std::optional<protocol::Candidate>& candidate) override { candidates.push_back(candidate); }
  bool send_chat(std::string_view text) override {
    if (state_ == peer::State::connected) chat.emplace_back(text);
    return state_ == peer::State::connected;
  }
  void suspect() override { ++suspicions; }
  void picture_switched() override { ++switches; }
  bool picture_pauses() const override { return pauses; }
  void get_stats(std::function<void(peer::SessionStats)> done) override { done(figures); }
  std::shared_ptr<media::EncodedStream> received_video() const override { return video; }
  std::shared_ptr<media::EncodedStream> received_audio() const override { return audio; }

  /// What the real one says on the main context.
  void become(peer::State state, const std::string& reason = {}) {
    state_ = state;
    const auto observer_now = observer;  // the session may be destroyed meanwhile
    observer_now.on_state(state, reason);
  }

  std::string id_;
  peer::State state_ = peer::State::connecting;
  peer::SessionConfig config;
  peer::SessionObserver observer;
  std::optional<std::string> replaces;
  std::vector<std::string> answers;
  std::vector<std::optional<protocol::Candidate>> candidates;
  std::vector<std::string> chat;
  int switches = 0;
  int suspicions = 0;
  peer::SessionStats figures{.rtt_ms = 7, .send_bps = 1000};
  bool pauses = false;
  std::shared_ptr<media::EncodedStream> video;  // received
  std::shared_ptr<media::EncodedStream> audio;
};

struct FakeVoice : media::Voice {
  void push(GstSample*) override {}
  void observe(std::chrono::nanoseconds, std::chrono::nanoseconds) override {}
  std::chrono::nanoseconds playout_delay() const override { return {}; }
  bool speaking() const override { return is_speaking; }
  bool is_speaking = false;
};

struct FakeMixer : media::AudioMixer {
  std::shared_ptr<media::Voice> add_voice() override {
    auto voice = std::make_shared<FakeVoice>();
    voices.push_back(voice);
    return voice;
  }
  std::vector<std::weak_ptr<FakeVoice>> voices;
};

struct FakeTile : media::Tile {
  void show(GstSample*) override {}
  void set_label(const media::TileLabel& new_label) override { label = new_label; }
  media::TileLabel label;
};

struct FakeGrid : media::Grid {
  std::shared_ptr<media::Tile> add_tile(const media::TileLabel& label, bool) override {
    auto tile = std::make_shared<FakeTile>();
    tile->label = label;
    tiles.push_back(tile);
    return tile;
  }
  /// Labels of the tiles that are there now.
  std::vector<media::TileLabel> labels() const {
    std::vector<media::TileLabel> all;
    for (const auto& tile : tiles) {
      if (const auto there = tile.lock()) all.push_back(there->label);
    }
    return all;
  }
  std::vector<std::weak_ptr<FakeTile>> tiles;
};

/// A conference among fakes; waits between retries are short.
struct FakeCall {
  explicit FakeCall(ConferenceOptions options = {.room = "r", .name = "me"},
                    std::vector<util::VideoCodec> codecs = {util::VideoCodec::vp8, util::VideoCodec::h264},
                    CallTimings timings = {.first_retry = std::chrono::milliseconds(4),
                                           .longest_retry = std::chrono::milliseconds(16),
                                           .poll = std::chrono::milliseconds(2)})
      : conference(make_environment(std::move(codecs), timings), std::move(options), [this] { ++alone; }) {}

  Environment make_environment(std::vector<util::VideoCodec> codecs, const CallTimings& timings) {
    return {.executor = glib::Executor(),
            .channel = channel,
            .tell = [this](const Event& event) { events.push_back(event); },
            .fail = [this](const std::string& code, const util::Error&) { failures.push_back(code); },
            .sessions = {.offer =
                             [this](peer::SessionConfig config, std::optional<std::string> replaces,
                                    peer::SessionObserver observer) {
                               return make_session("s" + std::to_string(sessions.size() + 1), std::move(config),
                                                   std::move(observer), std::move(replaces));
                             },
                         .answer =
                             [this](peer::SessionConfig config, const protocol::Offer& offer,
                                    peer::SessionObserver observer) {
                               if (offer.sdp == "bad") throw protocol::ProtocolError("bad-message", "bad sdp");
                               return make_session(offer.session, std::move(config), std::move(observer),
                                                   offer.replaces);
                             }},
            .timings = timings,
            .codecs = std::move(codecs),
            .ice_servers = {{.urls = {"stun:own"}}},
            .video = [](util::VideoCodec) { return nullptr; },
            .mixer = mixer,
            .grid = grid};
  }

  std::shared_ptr<peer::Session> make_session(std::string id, peer::SessionConfig config,
                                              peer::SessionObserver observer, std::optional<std::string> replaces) {
    if (missing_element) throw util::MissingElementError("no webrtcbin");
    auto session = std::make_shared<FakeSession>();
    session->id_ = std::move(id);
    session->config = std::move(config);
    session->observer = std::move(observer);
    session->replaces = std::move(replaces);
    sessions.push_back(session);
    return session;
  }

  void enter(std::vector<protocol::User> users = {}) {
    conference.on_open();
    channel.there = true;
    conference.on_message(protocol::RoomUsers{.room = "r",
                                              .self_id = "self",
                                              .self_name = "me",
                                              .users = std::move(users),
                                              .ice_servers = {{.urls = {"stun:room"}}},
                                              .resume = "first"});
  }
  /// The server was lost, and is there again.
  void come_back(std::vector<protocol::User> users, const std::string& self_id = "self", unsigned resume_seconds = 15) {
    conference.on_open();
    channel.there = true;
    conference.on_message(protocol::RoomUsers{.room = "r",
                                              .self_id = self_id,
                                              .self_name = "me",
                                              .self_joined = 100,
                                              .users = std::move(users),
                                              .resume = "second",
                                              .resume_seconds = resume_seconds});
  }
  void lose() {
    channel.there = false;
    conference.on_lost();
  }
  void come(const std::string& id, std::vector<std::string> codecs = {"VP8", "H264"}) {
    conference.on_message(protocol::UserJoined{{.id = id, .name = "name-" + id, .codecs = std::move(codecs)}});
  }
  void go(const std::string& id) { conference.on_message(protocol::UserDisconnected{.id = id}); }

  /// The n-th session that was opened; it must not have been destroyed.
  std::shared_ptr<FakeSession> session(std::size_t index) const {
    auto there = index < sessions.size() ? sessions[index].lock() : nullptr;
    if (!there) throw std::runtime_error("there is no session " + std::to_string(index));
    return there;
  }
  bool destroyed(std::size_t index) const { return sessions.at(index).expired(); }

  template <class Kind>
  std::vector<Kind> told() const {
    std::vector<Kind> all;
    for (const auto& event : events) {
      if (const auto* one = std::get_if<Kind>(&event)) all.push_back(*one);
    }
    return all;
  }

  /// Runs the main context until the condition holds; false if that takes too long.
  template <class Condition>
  static bool until(Condition condition) {
    bool late = false;
    const auto limit = glib::after(glib::Executor(), std::chrono::seconds(10), [&] { late = true; });
    while (!condition() && !late) g_main_context_iteration(nullptr, TRUE);
    return condition();
  }

  FakeChannel channel;
  std::shared_ptr<FakeMixer> mixer = std::make_shared<FakeMixer>();
  std::shared_ptr<FakeGrid> grid = std::make_shared<FakeGrid>();
  std::vector<std::weak_ptr<FakeSession>> sessions;
  std::vector<Event> events;
  std::vector<std::string> failures;
  bool missing_element = false;
  int alone = 0;
  Conference conference;
};

}  // namespace vchat::call
