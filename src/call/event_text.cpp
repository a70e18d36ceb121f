// Events for people.
#include <cstdio>

#include "call/event.hpp"
#include "ui/output.hpp"
#include "ui/text.hpp"

namespace vchat::call {

namespace {

std::string number(double value, const char* format) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string marks(const protocol::MediaState& media) {
  std::string all = media.audio ? "" : "muted";
  if (!media.video) all += all.empty() ? "camera off" : ", camera off";
  if (media.screen) all += all.empty() ? "shares the screen" : ", shares the screen";
  return all;
}

std::string marks(const protocol::User& user) {
  const auto media = marks(user.media);
  if (!user.moderator) return media;
  return media.empty() ? "moderator" : "moderator, " + media;
}

std::string names(const std::vector<protocol::User>& users) {
  std::string all;
  for (const auto& user : users) all += (all.empty() ? "" : ", ") + ui::printable(user.name);
  return all;
}

struct Tell {
  std::string operator()(const Joined& e) const {
    const auto room = "* You are in " + ui::printable(e.room) + " as " + ui::printable(e.name) + "; ";
    return room + (e.users.empty() ? "nobody else is there yet" : "here already: " + names(e.users));
  }
  std::string operator()(const UserJoined& e) const { return "* " + ui::printable(e.name) + " joined"; }
  std::string operator()(const UserLeft& e) const {
    switch (e.reason) {
      case protocol::LeaveReason::left:
        return "* " + ui::printable(e.name) + " left";
      case protocol::LeaveReason::lost:
        return "* " + ui::printable(e.name) + " was lost";
      case protocol::LeaveReason::kicked:
        break;
    }
    return "* " + ui::printable(e.name) + " was sent out";
  }
  std::string operator()(const SessionChanged& e) const {
    if (e.state != peer::State::failed) return {};
    return "* The connection with " + ui::printable(e.name) + " failed" +
           (e.reason.empty() ? "" : " (" + ui::printable(e.reason) + ")") + "; trying again";
  }
  std::string operator()(const FirstFrame&) const { return {}; }
  std::string operator()(const FirstAudio&) const { return {}; }
  std::string operator()(const Chat& e) const { return "<" + ui::printable(e.name) + "> " + ui::printable(e.text); }
  std::string operator()(const MediaChanged& e) const {
    const auto what = marks(e.media);
    return "* " + ui::printable(e.name) + ": " + (what.empty() ? "microphone and camera on" : what);
  }
  std::string operator()(const MuteRequested& e) const {
    return "* " + ui::printable(e.name) +
           " asked you to be quiet: your microphone is off; /unmute switches it on again";
  }
  std::string operator()(const Stats& e) const {
    ui::Table table({"NAME", "RTT ms", "LOSS %", "JITTER ms", "SENT kbit/s", "RECEIVED kbit/s", "PICTURE", "FREEZES"});
    for (const auto& [id, name, f] : e.users) {
      const auto size = std::to_string(f.width) + "x" + std::to_string(f.height) + " " + number(f.fps, "%.0f/s");
      table.add_row({name, number(f.rtt_ms, "%.0f"), number(100 * f.loss, "%.1f"), number(f.jitter_ms, "%.1f"),
                     number(f.send_bps / 1000, "%.0f"), number(f.receive_bps / 1000, "%.0f"),
                     f.width > 0 ? size : "none", std::to_string(f.freezes)});
    }
    return table.text() + "\nCPU " + number(e.cpu_percent, "%.0f") + " %";
  }
  std::string operator()(const Who& e) const {
    ui::Table table({"NAME", "", "ID"});
    for (const auto& user : e.users) table.add_row({user.name, marks(user), user.id});
    return table.text();
  }
  std::string operator()(const Reconnecting&) const { return "* The server was lost; trying to come back"; }
  std::string operator()(const Reconnected&) const { return "* Back on the server"; }
  std::string operator()(const Warning& e) const { return "! " + ui::printable(e.message); }
  // main() says it, on standard error, when the terminal is a plain one again.
  std::string operator()(const Failed&) const { return {}; }
  std::string operator()(const Left&) const { return {}; }
};

}  // namespace

std::string to_text(const Event& event) {
  return std::visit(Tell{}, event);
}

}  // namespace vchat::call
