// Fuzzes what a member of the room can send in an offer or answer: the reader of descriptions, the certificate in it.
#include <string>
#include <vector>

#include <gst/gst.h>

#include "peer/certificate.hpp"
#include "peer/chat_channel.hpp"
#include "peer/sdp.hpp"
#include "peer/sender.hpp"
#include "protocol/protocol_error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vchat;
  static const bool ready = gst_init_check(nullptr, nullptr, nullptr) != FALSE;
  if (!ready) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(peer::certificate_fingerprint(text));
  static_cast<void>(peer::parse_chat(text));
  try {
    const auto description = peer::parse_description(text, {util::VideoCodec::vp8, util::VideoCodec::h264});
    static_cast<void>(peer::mids(description.message.get()));
    for (const auto& line : {description.audio, description.video}) {
      // What comes out must make caps: it goes on into webrtcbin.
      if (line && !peer::rtp_caps(*line, 1)) __builtin_trap();
    }
  } catch (const protocol::ProtocolError&) {
    // Refused, as most of what a fuzzer makes up.
  }
  return 0;
}
