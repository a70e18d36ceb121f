// A call from beginning to end: makes the parts, joins them together, and takes them apart in order.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "call/conference.hpp"
#include "call/recorder.hpp"
#include "media/local_media.hpp"
#include "screen/screen_share.hpp"
#include "signaling/tls_trust.hpp"
#include "util/error.hpp"

namespace vchat::call {

/// What `vchat join` was told; the strings are those of vchat-join(1).
struct CallOptions {
  std::string server;  // http(s)://host[:port]
  signaling::TlsTrust tls_trust;
  ConferenceOptions conference;
  media::LocalMediaOptions media;
  std::string screen = "none";  // shared from the start
  screen::ShareOptions share;
  std::string speaker = "auto";
  std::string display = "auto";
  RecordOptions record;
  std::optional<util::VideoCodec> codec;  // the only one to use
  std::vector<protocol::IceServer> ice_servers;
  bool relay_only = false;
  std::optional<std::chrono::milliseconds> duration;  // in the room
  bool exit_when_alone = false;
  std::string record_tracks;  // a folder; empty for none
  bool json = false;
};

/// Joins and stays until the call is left by a command, a signal, or one of the options. Runs the default main context;
/// call on the main thread, once.
/// @throws util::Error with the exit code to end with if the call could not begin or had to end.
void run_call(const CallOptions& options);

}  // namespace vchat::call
