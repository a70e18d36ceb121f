// The messages of the signaling protocol (docs/protocol.md), one struct a message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vchat::protocol {

/// What a member is sending now.
struct MediaState {
  bool audio = false;
  bool video = false;
  bool screen = false;
  bool recording = false;  // nothing that is sent: this member records the meeting
  friend bool operator==(const MediaState&, const MediaState&) = default;
};

/// A member as the others see them. `codecs`: video codecs they can receive, best first, with the names of SDP.
/// `joined`: the moment of joining, ms since 1970 on the server's clock; 0 if the server does not say.
struct User {
  std::string id;
  std::string name;
  std::vector<std::string> codecs;
  MediaState media;
  bool moderator = false;
  std::int64_t joined = 0;
  friend bool operator==(const User&, const User&) = default;
};

/// One entry of RTCConfiguration.iceServers (W3C WebRTC, section 4.2.4).
struct IceServer {
  std::vector<std::string> urls;
  std::string username;
  std::string credential;
  friend bool operator==(const IceServer&, const IceServer&) = default;
};

// What both directions carry. `peer` is `to` in what a client sends and `from` in what the server sends: the server
// sets it.

enum class Purpose { call, screen };
enum class CloseReason { done, failed, rejected };

struct Offer {
  std::string peer;
  std::string session;
  Purpose purpose = Purpose::call;
  std::optional<std::string> replaces;
  std::string sdp;
  friend bool operator==(const Offer&, const Offer&) = default;
};

struct Answer {
  std::string peer;
  std::string session;
  std::string sdp;
  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Candidate {
  std::string candidate;
  std::optional<std::string> sdp_mid;
  unsigned sdp_m_line_index = 0;
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// No `candidate`: the end of candidates.
struct IceCandidate {
  std::string peer;
  std::string session;
  std::optional<Candidate> candidate;
  friend bool operator==(const IceCandidate&, const IceCandidate&) = default;
};

struct SessionClose {
  std::string peer;
  std::string session;
  CloseReason reason = CloseReason::done;
  friend bool operator==(const SessionClose&, const SessionClose&) = default;
};

/// A moderator asks a member to switch its microphone off; the member does so, and may switch it on again.
struct MuteRequest {
  std::string peer;
  friend bool operator==(const MuteRequest&, const MuteRequest&) = default;
};

/// `peer` is empty in what a client sends.
struct MediaStateChange {
  std::string peer;
  MediaState media;
  friend bool operator==(const MediaStateChange&, const MediaStateChange&) = default;
};

// Client to server.

struct JoinRoom {
  std::string room;
  std::string name;
  std::optional<std::string> password;
  std::optional<std::string> token;
  std::optional<std::string> resume;
  std::vector<std::string> codecs;
  MediaState media;
  friend bool operator==(const JoinRoom&, const JoinRoom&) = default;
};

struct LeaveRoom {
  friend bool operator==(const LeaveRoom&, const LeaveRoom&) = default;
};

/// A moderator sends a member out of the room. `reason` is for people.
struct Kick {
  std::string peer;
  std::optional<std::string> reason;
  friend bool operator==(const Kick&, const Kick&) = default;
};

/// Is the connection alive?
struct Ping {
  friend bool operator==(const Ping&, const Ping&) = default;
};

// Server to client.

struct RoomUsers {
  std::string room;
  std::string self_id;
  std::string self_name;
  bool self_moderator = false;
  std::int64_t self_joined = 0;  // as User has it
  std::vector<User> users;       // in order of joining, without self
  std::vector<IceServer> ice_servers;
  std::string topology = "mesh";
  std::string resume;
  unsigned resume_seconds = 0;
  friend bool operator==(const RoomUsers&, const RoomUsers&) = default;
};

struct UserJoined {
  User user;
  friend bool operator==(const UserJoined&, const UserJoined&) = default;
};

enum class LeaveReason { left, lost, kicked };

struct UserDisconnected {
  std::string id;
  LeaveReason reason = LeaveReason::left;
  friend bool operator==(const UserDisconnected&, const UserDisconnected&) = default;
};

/// The answer to Ping.
struct Pong {
  friend bool operator==(const Pong&, const Pong&) = default;
};

/// `code` is one of docs/protocol.md, or one of a newer server.
struct ErrorMessage {
  std::string code;
  std::string message;
  std::optional<std::string> about;
  std::optional<double> retry_after;  // s
  friend bool operator==(const ErrorMessage&, const ErrorMessage&) = default;
};

using ClientMessage = std::variant<JoinRoom, LeaveRoom, Offer, Answer, IceCandidate, SessionClose, MediaStateChange,
                                   Kick, MuteRequest, Ping>;
using ServerMessage = std::variant<RoomUsers, UserJoined, UserDisconnected, Offer, Answer, IceCandidate, SessionClose,
                                   MediaStateChange, MuteRequest, Pong, ErrorMessage>;

/// The most bytes that one frame may have.
inline constexpr std::size_t max_frame_bytes = 64 * 1024;

/// The subprotocol that a WebSocket upgrade must ask for.
inline constexpr const char* subprotocol = "vchat.v1";

/// Reads what a client sent. Room and user names come out trimmed and NFC-normalised. Reentrant.
/// @throws ProtocolError with `bad-message`, `unknown-type` or `bad-name`; `about` is the type where it could be read.
[[nodiscard]] ClientMessage parse_client_message(std::string_view json);

/// Reads what a server sent. Unknown fields are ignored. Reentrant.
/// @throws ProtocolError with `bad-message` or `unknown-type`.
[[nodiscard]] ServerMessage parse_server_message(std::string_view json);

/// One line of JSON, as it goes into a text frame. Reentrant.
[[nodiscard]] std::string serialize(const ClientMessage& message);
[[nodiscard]] std::string serialize(const ServerMessage& message);

}  // namespace vchat::protocol
