// What a session needs to know of an SDP: which m-lines, payload types, extensions, and whose certificate.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gst/sdp/sdp.h>

#include "glib/owned.hpp"
#include "util/video_codec.hpp"

namespace vchat::peer {

using SdpMessagePtr = std::unique_ptr<GstSDPMessage, glib::FreeWith<gst_sdp_message_free>>;

/// SHA-256 of a DTLS certificate (RFC 8122, section 5).
using Fingerprint = std::array<std::uint8_t, 32>;

/// What an m-line offers, or accepts, of one medium.
struct MediaLine {
  unsigned index = 0;  // of the m-line
  std::string mid;
  unsigned payload_type = 0;
  std::optional<util::VideoCodec> codec;  // of a video line
  std::string profile_level_id;           // of H.264: six hexadecimal digits (RFC 6184, section 8.1)
  std::optional<unsigned> twcc_id;        // a=extmap of transport-wide congestion control
  bool nack = false, pli = false, fir = false, transport_cc = false;  // a=rtcp-fb
};

/// A session description of the other side.
struct Description {
  SdpMessagePtr message;
  Fingerprint fingerprint{};
  std::optional<MediaLine> audio;  // Opus
  std::optional<MediaLine> video;  // the first codec of `codecs` that the line has
  bool data_channel = false;
};

/// The URI of the RTP header extension for transport-wide congestion control
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01).
inline constexpr const char* twcc_uri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

/// Reads a description that came from outside. `codecs`: what may be used for video, best first. Reentrant.
/// @throws protocol::ProtocolError "bad-message" if it is no SDP, has no usable SHA-256 fingerprint or two that differ,
/// has
///   a second audio or video line, or neither Opus nor any of `codecs` in it.
[[nodiscard]] Description parse_description(const std::string& text, const std::vector<util::VideoCodec>& codecs);

/// The a=mid of each m-line, in order; empty where there is none. Reentrant.
[[nodiscard]] std::vector<std::string> mids(const GstSDPMessage* message);

}  // namespace vchat::peer
