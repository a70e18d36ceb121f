// One peer connection with a member of the room: one webrtcbin in a pipeline of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "media/audio_mixer.hpp"
#include "media/encoded_stream.hpp"
#include "media/frame_sink.hpp"
#include "protocol/messages.hpp"
#include "util/video_codec.hpp"

namespace vchat::peer {

enum class Role { offerer, answerer };
enum class State { connecting, connected, failed, closed };

/// What a session sends, and how it reaches the other side.
struct SessionConfig {
  Role role = Role::offerer;
  protocol::Purpose purpose = protocol::Purpose::call;
  /// Best first: the offerer offers the first one (none: sound alone), the answerer accepts the first that was offered.
  std::vector<util::VideoCodec> codecs;
  /// What to send, by codec; an absent stream means that this side only receives that medium.
  std::function<std::shared_ptr<media::EncodedStream>(util::VideoCodec)> video;
  std::shared_ptr<media::EncodedStream> audio;
  std::vector<protocol::IceServer> ice_servers;
  bool relay_only = false;
  /// Where received media goes. The consumer gets raw video at the moment when it is to be shown.
  media::SampleConsumer show_video;
  std::shared_ptr<media::Voice> voice;
};

/// Figures of one session; all since it was opened unless said otherwise.
struct SessionStats {
  double rtt_ms = 0;
  double loss = 0;                      // share of packets lost on the way here, 0 to 1, in the last interval
  double jitter_ms = 0;                 // RFC 3550, the larger of audio's and video's
  double send_bps = 0;                  // bit/s in the last interval
  double receive_bps = 0;               // bit/s in the last interval
  double target_bps = 0;                // what the network to the other side is held to carry, bit/s; 0: not known
  double send_loss = 0;                 // share of packets lost on the way there, 0 to 1, in the last interval
  double buffer_ms = 0;                 // how long sound waits here to be played evenly
  int send_width = 0, send_height = 0;  // pixels of the picture that is sent; 0: none
  bool send_paused = false;             // none is sent because the network does not carry it
  int width = 0, height = 0;            // pixels of the received picture
  bool paused = false;  // no picture comes, though sound does: the other side's network does not carry it
  double fps = 0;       // frames decoded a second in the last interval
  std::uint64_t frames_decoded = 0;
  std::uint64_t freezes = 0;  // gaps between frames longer than max(3 mean intervals, mean + 150 ms) (W3C webrtc-stats)
};

/// What a session tells; all are called on the main context, never from within a call into the session.
struct SessionObserver {
  std::function<void(protocol::Offer)> on_offer;  // `peer` left empty, likewise below
  std::function<void(protocol::Answer)> on_answer;
  std::function<void(protocol::IceCandidate)> on_candidate;
  std::function<void(State, std::string reason)> on_state;  // failed: the session is over, destroy it
  std::function<void(int width, int height)> on_first_frame;
  std::function<void()> on_first_audio;
  std::function<void(std::string text)> on_chat;
};

/// A session is negotiated once and never again (docs/protocol.md). It fails by itself when it is not connected after
/// 10 s, when media that had come is silent (no RTP, no RTCP) for 5 s, when ICE finds the path gone, or when the
/// certificate of the other side is not the one that its SDP named; nothing that was received is handed on before that
/// has been checked. Thread-bound to the main context that made it; its media flows on threads of its own, and no other
/// session can stall them.
class Session {
 public:
  virtual ~Session() = default;
  [[nodiscard]] virtual const std::string& id() const noexcept = 0;
  [[nodiscard]] virtual State state() const noexcept = 0;

  /// As offerer, the answer; @throws protocol::ProtocolError if it cannot be used.
  virtual void set_answer(const std::string& sdp) = 0;
  /// Kept until the description that it belongs to is there.
  virtual void add_candidate(const std::optional<protocol::Candidate>& candidate) = 0;
  /// False if the data channel is not open, or `text` is longer than 4,000 characters.
  virtual bool send_chat(std::string_view text) = 0;
  /// The other side said that it stops or starts its picture: the gap between two frames is no freeze.
  virtual void picture_switched() = 0;
  /// No picture comes, though sound does: the other side's network does not carry it.
  [[nodiscard]] virtual bool picture_pauses() const = 0;
  /// Something happened that may have cut the connection: fails if nothing comes any more, a call within a second, a
  /// screen, of which less comes, within four.
  virtual void suspect() = 0;
  /// What the other side sends, as it came; may outlive the session. Nothing where that medium was not negotiated.
  [[nodiscard]] virtual std::shared_ptr<media::EncodedStream> received_video() const = 0;
  [[nodiscard]] virtual std::shared_ptr<media::EncodedStream> received_audio() const = 0;
  /// Calls `done` on the main context with the figures of now.
  virtual void get_stats(std::function<void(SessionStats)> done) = 0;
};

/// Opens a session as offerer under a new id.
/// @throws util::MissingElementError
[[nodiscard]] std::shared_ptr<Session> offer_session(SessionConfig config, std::optional<std::string> replaces,
                                                     SessionObserver observer);
/// Opens a session that `offer` asked for.
/// @throws protocol::ProtocolError if the SDP cannot be used, util::MissingElementError
[[nodiscard]] std::shared_ptr<Session> answer_session(SessionConfig config, const protocol::Offer& offer,
                                                      SessionObserver observer);

/// Makes the DTLS key, which takes 200 to 400 ms, on a thread of its own. Call once at start; a session that is opened
/// sooner waits for it. The thread must have ended before the process begins to exit, when OpenSSL frees what it uses.
[[nodiscard]] std::jthread prepare_certificate();

}  // namespace vchat::peer
