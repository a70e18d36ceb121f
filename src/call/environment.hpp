// What a call is made of: the seams to the server, the peers and the media.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "call/event.hpp"
#include "glib/executor.hpp"
#include "media/audio_mixer.hpp"
#include "media/encoded_stream.hpp"
#include "media/grid.hpp"
#include "peer/session.hpp"
#include "signaling/channel.hpp"
#include "util/error.hpp"
#include "util/video_codec.hpp"

namespace vchat::call {

/// How sessions are opened: peer::offer_session and peer::answer_session, or those of a test.
struct SessionFactory {
  std::function<std::shared_ptr<peer::Session>(peer::SessionConfig, std::optional<std::string> replaces,
                                               peer::SessionObserver)>
      offer;
  std::function<std::shared_ptr<peer::Session>(peer::SessionConfig, const protocol::Offer&, peer::SessionObserver)>
      answer;
};

struct CallTimings {
  std::chrono::milliseconds first_retry{1'000};  // before a failed session is opened anew; doubles
  std::chrono::milliseconds longest_retry{30'000};
  std::chrono::milliseconds crossing{1'000};  // an answer that comes this much after the failure is a sign of life
  std::chrono::milliseconds poll{100};        // of who is speaking
};

/// Shared by a conference and its participants; everything in it outlives them. Thread-bound to the main context.
struct Environment {
  glib::Executor executor;
  signaling::Channel& channel;
  std::function<void(const Event&)> tell;
  /// The call cannot go on: ends it soon with this error.
  std::function<void(std::string code, const util::Error&)> fail;
  SessionFactory sessions;
  CallTimings timings;
  std::vector<util::VideoCodec> codecs;  // that may be used, best first
  std::vector<protocol::IceServer> ice_servers;
  bool relay_only = false;
  /// What is sent; an absent stream is not sent.
  std::function<std::shared_ptr<media::EncodedStream>(util::VideoCodec)> video;
  std::shared_ptr<media::EncodedStream> audio;
  /// One's own screen, while it is shared.
  std::function<std::shared_ptr<media::EncodedStream>(util::VideoCodec)> screen;
  std::shared_ptr<media::AudioMixer> mixer;
  std::shared_ptr<media::Grid> grid;
};

}  // namespace vchat::call
