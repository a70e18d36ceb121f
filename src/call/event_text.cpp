// Events for people.
#include <cmath>
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

std::string kilobits(double bps) {
  return number(bps / 1000, "%.0f");
}

std::string percent(double share) {
  return number(100 * share, "%.1f");
}

std::string size(int width, int height, const std::string& more) {
  return width > 0 ? std::to_string(width) + "x" + std::to_string(height) + more : "none";
}

std::string clock_time(double seconds) {
  const auto total = std::lround(seconds);
  char text[32];
  std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", total / 3600, total / 60 % 60, total % 60);
  return text;
}

std::string marks(const protocol::MediaState& media) {
  std::string all = media.audio ? "" : "muted";
  if (!media.video) all += all.empty() ? "camera off" : ", camera off";
  if (media.screen) all += all.empty() ? "shares the screen" : ", shares the screen";
  return all;
}

std::string who_records(const std::vector<protocol::User>& users) {
  std::string all;
  for (const auto& user : users)
    if (user.media.recording) all += "\n* " + ui::printable(user.name) + " records the meeting";
  return all;
}

std::string marks(const protocol::User& user) {
  auto all = marks(user.media);
  if (user.media.recording) all = all.empty() ? "records" : "records, " + all;
  if (!user.moderator) return all;
  return all.empty() ? "moderator" : "moderator, " + all;
}

std::string names(const std::vector<protocol::User>& users) {
  std::string all;
  for (const auto& user : users) all += (all.empty() ? "" : ", ") + ui::printable(user.name);
  return all;
}

struct Tell {
  std::string operator()(const Joined& e) const {
    const auto room = "* You are in " + ui::printable(e.room) + " as " + ui::printable(e.name) + "; ";
    return room + (e.users.empty() ? "nobody else is there yet" : "here already: " + names(e.users)) +
           who_records(e.users);
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
    const auto who = "* " + ui::printable(e.name);
    if (e.media.recording != e.before.recording)
      return who + (e.media.recording ? " records the meeting" : " no longer records the meeting");
    const auto what = marks(e.media);
    return who + ": " + (what.empty() ? "microphone and camera on" : what);
  }
  std::string operator()(const RecordingChanged& e) const {
    if (e.started) return "* Recording to " + ui::printable(e.file) + "; everybody is told";
    return "* Recorded: " + ui::printable(e.file);
  }
  std::string operator()(const MuteRequested& e) const {
    return "* " + ui::printable(e.name) +
           " asked you to be quiet: your microphone is off; /unmute switches it on again";
  }
  std::string operator()(const Stats& e) const {
    ui::Table table({"NAME", "BARS", "RTT ms", "LOSS %", "BUFFER ms", "RECEIVED kbit/s", "PICTURE", "FREEZES",
                     "SENT kbit/s", "OF", "LOST %", "SIZE"});
    for (const auto& [id, name, bars, f] : e.users) {
      table.add_row({name, std::to_string(bars), number(f.rtt_ms, "%.0f"), percent(f.loss), number(f.buffer_ms, "%.0f"),
                     kilobits(f.receive_bps), f.paused ? "paused" : size(f.width, f.height, number(f.fps, " %.0f/s")),
                     std::to_string(f.freezes), kilobits(f.send_bps), f.target_bps > 0 ? kilobits(f.target_bps) : "?",
                     percent(f.send_loss), f.send_paused ? "paused" : size(f.send_width, f.send_height, "")});
    }
    return table.text() + "\nCPU " + number(e.cpu_percent, "%.0f") + " %";
  }
  std::string operator()(const Summary& e) const {
    ui::Table table({"NAME", "CONNECTED", "RECEIVED kbit/s (lowest)", "LOSS %", "FREEZES", "SENT kbit/s (lowest)",
                     "LOST %", "RTT ms (highest)"});
    const auto both = [](const std::string& mean, const std::string& extreme) { return mean + " (" + extreme + ")"; };
    for (const auto& one : e.people) {
      table.add_row({one.name, clock_time(one.seconds),
                     both(kilobits(one.receive_bps), kilobits(one.least_receive_bps)), percent(one.loss),
                     std::to_string(one.freezes), both(kilobits(one.send_bps), kilobits(one.least_send_bps)),
                     percent(one.send_loss), both(number(one.rtt_ms, "%.0f"), number(one.most_rtt_ms, "%.0f"))});
    }
    return e.people.empty() ? "" : table.text();
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
