// What happens in a call, as scripts and terminals are told; one struct an event of vchat-join(1).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "peer/session.hpp"
#include "protocol/messages.hpp"

namespace vchat::call {

struct Joined {
  std::string room;
  std::string id;  // one's own
  std::string name;
  std::vector<protocol::User> users;  // who was there before, in order of joining
};

struct UserJoined {
  std::string id;
  std::string name;
  protocol::MediaState media{};  // what they send at first
};

struct UserLeft {
  std::string id;
  std::string name;
  protocol::LeaveReason reason = protocol::LeaveReason::left;
};

struct SessionChanged {
  std::string id;  // of the user
  std::string name;
  std::string session;
  protocol::Purpose purpose = protocol::Purpose::call;
  peer::State state = peer::State::connecting;
  std::string reason;  // of failed and closed
};

/// `ms` since both were in the room.
struct FirstFrame {
  std::string id;
  int ms = 0;
  int width = 0;  // pixels
  int height = 0;
};

struct FirstAudio {
  std::string id;
  int ms = 0;
};

struct Chat {
  std::string id;
  std::string name;
  std::string text;  // as it was sent: not safe for a terminal
};

struct MediaChanged {
  std::string id;
  std::string name;
  protocol::MediaState media;
  protocol::MediaState before;
};

/// One's own recording: a file was begun, or is complete.
struct RecordingChanged {
  std::string file;
  bool started = false;
  std::string reason;  // of one that has ended: asked, left, split, disk-full or failed
};

/// A moderator asks for the microphone to be switched off; the call does so.
struct MuteRequested {
  std::string id;
  std::string name;
};

struct UserStats {
  std::string id;
  std::string name;
  int bars = 0;  // 0 to 4, as the tile shows
  peer::SessionStats figures;
};

/// The figures of the sessions that are connected.
struct Stats {
  std::vector<UserStats> users;
  double cpu_percent = 0;  // of one core, the whole process, since the last one
};

/// How it went with one person, over the time that we were connected.
struct PersonSummary {
  std::string id;
  std::string name;
  double seconds = 0;
  double send_bps = 0, least_send_bps = 0;        // bit/s, mean and lowest
  double receive_bps = 0, least_receive_bps = 0;  // bit/s, mean and lowest
  double loss = 0;                                // share of packets on the way here, mean, 0 to 1
  double send_loss = 0;                           // on the way there
  double rtt_ms = 0, most_rtt_ms = 0;             // mean and highest
  std::uint64_t freezes = 0;
};

/// The figures of the whole call, at its end.
struct Summary {
  std::vector<PersonSummary> people;
};

/// Who is in the room; the answer to /who.
struct Who {
  std::vector<protocol::User> users;  // oneself first
};

struct Reconnecting {};

/// `resumed`: as the same member; otherwise we have joined anew.
struct Reconnected {
  bool resumed = false;
};

/// `code` is stable and for programs, `message` says what to do.
struct Warning {
  std::string code;
  std::string message;
};

struct Failed {
  std::string code;
  std::string message;
};

struct Left {
  std::string reason;
};

using Event = std::variant<Joined, UserJoined, UserLeft, SessionChanged, FirstFrame, FirstAudio, Chat, MediaChanged,
                           RecordingChanged, MuteRequested, Stats, Summary, Who, Reconnecting, Reconnected, Warning,
                           Failed, Left>;

/// One line of JSON (vchat-join(1), "Events"), without the newline. Reentrant.
[[nodiscard]] std::string to_json(const Event& event);

/// For people: one line or more that are safe for a terminal; empty for what people need not see. Reentrant.
[[nodiscard]] std::string to_text(const Event& event);

}  // namespace vchat::call
