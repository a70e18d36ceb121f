// Events for programs.
#include <utility>

#include "call/event.hpp"
#include "ui/output.hpp"

namespace vchat::call {

namespace {

using Named = std::pair<std::string_view, ui::JsonObject>;

std::string_view word(peer::State state) {
  switch (state) {
    case peer::State::connecting:
      return "connecting";
    case peer::State::connected:
      return "connected";
    case peer::State::failed:
      return "failed";
    case peer::State::closed:
      break;
  }
  return "closed";
}

std::string_view word(protocol::LeaveReason reason) {
  switch (reason) {
    case protocol::LeaveReason::left:
      return "left";
    case protocol::LeaveReason::lost:
      return "lost";
    case protocol::LeaveReason::kicked:
      break;
  }
  return "kicked";
}

ui::JsonObject with_media(ui::JsonObject object, const protocol::MediaState& media) {
  return object.add("audio", media.audio)
      .add("video", media.video)
      .add("screen", media.screen)
      .add("recording", media.recording);
}

ui::JsonObject user(const protocol::User& user) {
  return ui::JsonObject()
      .add("id", user.id)
      .add("name", user.name)
      .add("media", with_media({}, user.media))
      .add("moderator", user.moderator);
}

std::vector<ui::JsonObject> users(const std::vector<protocol::User>& list) {
  std::vector<ui::JsonObject> objects;
  objects.reserve(list.size());
  for (const auto& one : list) objects.push_back(user(one));
  return objects;
}

ui::JsonObject figures(const UserStats& stats) {
  const auto& f = stats.figures;
  ui::JsonObject object;
  object.add("id", stats.id).add("rtt_ms", f.rtt_ms).add("loss", f.loss).add("jitter_ms", f.jitter_ms);
  object.add("send_bps", f.send_bps).add("receive_bps", f.receive_bps).add("target_bps", f.target_bps);
  object.add("send_loss", f.send_loss).add("send_width", f.send_width).add("send_height", f.send_height);
  object.add("send_paused", f.send_paused).add("buffer_ms", f.buffer_ms);
  object.add("width", f.width).add("height", f.height).add("fps", f.fps).add("paused", f.paused);
  return object.add("frames_decoded", f.frames_decoded).add("freezes", f.freezes).add("bars", stats.bars);
}

ui::JsonObject figures(const PersonSummary& one) {
  ui::JsonObject object;
  object.add("id", one.id).add("name", one.name).add("seconds", one.seconds);
  object.add("send_bps", one.send_bps).add("least_send_bps", one.least_send_bps);
  object.add("receive_bps", one.receive_bps).add("least_receive_bps", one.least_receive_bps);
  object.add("loss", one.loss).add("send_loss", one.send_loss);
  return object.add("rtt_ms", one.rtt_ms).add("most_rtt_ms", one.most_rtt_ms).add("freezes", one.freezes);
}

struct Describe {
  Named operator()(const Joined& e) const {
    ui::JsonObject fields;
    return {"joined", fields.add("room", e.room).add("id", e.id).add("name", e.name).add("users", users(e.users))};
  }
  Named operator()(const UserJoined& e) const {
    return {"user-joined", ui::JsonObject().add("id", e.id).add("name", e.name)};
  }
  Named operator()(const UserLeft& e) const {
    return {"user-left", ui::JsonObject().add("id", e.id).add("name", e.name).add("reason", word(e.reason))};
  }
  Named operator()(const SessionChanged& e) const {
    ui::JsonObject fields;
    fields.add("id", e.id).add("session", e.session);
    fields.add("purpose", e.purpose == protocol::Purpose::call ? "call" : "screen").add("state", word(e.state));
    if (!e.reason.empty()) fields.add("reason", e.reason);
    return {"session", fields};
  }
  Named operator()(const FirstFrame& e) const {
    ui::JsonObject fields;
    return {"first-frame", fields.add("id", e.id).add("ms", e.ms).add("width", e.width).add("height", e.height)};
  }
  Named operator()(const FirstAudio& e) const {
    return {"first-audio", ui::JsonObject().add("id", e.id).add("ms", e.ms)};
  }
  Named operator()(const Chat& e) const {
    return {"chat", ui::JsonObject().add("id", e.id).add("name", e.name).add("text", e.text)};
  }
  Named operator()(const MediaChanged& e) const {
    return {"media-state", with_media(ui::JsonObject().add("id", e.id), e.media)};
  }
  Named operator()(const RecordingChanged& e) const {
    ui::JsonObject fields;
    fields.add("file", e.file).add("state", e.started ? "started" : "stopped");
    if (!e.reason.empty()) fields.add("reason", e.reason);
    return {"recording", fields};
  }
  Named operator()(const MuteRequested& e) const {
    return {"mute-request", ui::JsonObject().add("id", e.id).add("name", e.name)};
  }
  Named operator()(const Stats& e) const {
    std::vector<ui::JsonObject> list;
    for (const auto& one : e.users) list.push_back(figures(one));
    return {"stats", ui::JsonObject().add("users", list).add("cpu_percent", e.cpu_percent)};
  }
  Named operator()(const Summary& e) const {
    std::vector<ui::JsonObject> list;
    for (const auto& one : e.people) list.push_back(figures(one));
    return {"summary", ui::JsonObject().add("users", list)};
  }
  Named operator()(const Who& e) const { return {"who", ui::JsonObject().add("users", users(e.users))}; }
  Named operator()(const Reconnecting&) const { return {"reconnecting", {}}; }
  Named operator()(const Reconnected& back) const {
    return {"reconnected", ui::JsonObject().add("resumed", back.resumed)};
  }
  Named operator()(const Warning& e) const {
    return {"warning", ui::JsonObject().add("code", e.code).add("message", e.message)};
  }
  Named operator()(const Failed& e) const {
    return {"error", ui::JsonObject().add("code", e.code).add("message", e.message)};
  }
  Named operator()(const Left& e) const { return {"left", ui::JsonObject().add("reason", e.reason)}; }
};

}  // namespace

std::string to_json(const Event& event) {
  const auto [name, fields] = std::visit(Describe{}, event);
  return ui::event_text(name, fields);
}

}  // namespace vchat::call
