#include "tracks/track_format.hpp"

#include <string_view>
#include <utility>

#include "tracks/h264.hpp"

namespace vchat::tracks {

namespace {

constexpr int most_channels = 2;

std::string_view media_type(const GstCaps* caps) {
  return caps && gst_caps_get_size(caps) > 0 ? gst_structure_get_name(gst_caps_get_structure(caps, 0)) : "";
}

/// The head of a keyframe (RFC 6386, 9.1): 3 bytes, a start code, width and height of 14 bits each.
std::optional<MatroskaTrack> vp8_track(const Bytes& frame) {
  constexpr std::size_t head = 10;
  if (frame.size() < head || (frame[0] & 1) != 0 || frame[3] != 0x9D || frame[4] != 0x01 || frame[5] != 0x2A)
    return std::nullopt;
  MatroskaTrack track{.video = true, .codec_id = "V_VP8"};
  track.width = (frame[6] | frame[7] << 8) & 0x3FFF;
  track.height = (frame[8] | frame[9] << 8) & 0x3FFF;
  if (track.width == 0 || track.height == 0) return std::nullopt;
  return track;
}

std::optional<MatroskaTrack> h264_track(const Bytes& unit) {
  auto format = h264_format(unit);
  if (!format || format->configuration.size() > most_codec_private) return std::nullopt;
  MatroskaTrack track{.video = true, .codec_id = "V_MPEG4/ISO/AVC"};
  track.codec_private = std::move(format->configuration);
  track.width = format->width;
  track.height = format->height;
  return track;
}

/// With the head that an Ogg file would have (RFC 7845, 5.1): nothing is skipped at the beginning of what was received.
MatroskaTrack opus_track(const GstCaps* caps) {
  MatroskaTrack track{.codec_id = "A_OPUS"};
  track.channels = most_channels;
  gst_structure_get_int(gst_caps_get_structure(caps, 0), "channels", &track.channels);
  if (track.channels < 1 || track.channels > most_channels) track.channels = most_channels;
  constexpr std::string_view magic = "OpusHead";
  track.codec_private.assign(magic.begin(), magic.end());
  const Bytes rest{1, static_cast<std::uint8_t>(track.channels), 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0};  // 48,000 Hz
  track.codec_private.insert(track.codec_private.end(), rest.begin(), rest.end());
  return track;
}

}  // namespace

std::optional<MatroskaTrack> track_format(const GstCaps* caps, const Bytes& unit) {
  const auto type = media_type(caps);
  if (type == "video/x-vp8") return vp8_track(unit);
  if (type == "video/x-h264") return h264_track(unit);
  if (type == "audio/x-opus") return opus_track(caps);
  return std::nullopt;
}

Bytes stored_form(const GstCaps* caps, Bytes unit) {
  return media_type(caps) == "video/x-h264" ? with_lengths(unit) : std::move(unit);
}

std::string codec_name(const GstCaps* caps) {
  const auto type = media_type(caps);
  return type == "video/x-vp8" ? "VP8" : type == "video/x-h264" ? "H264" : type == "audio/x-opus" ? "opus" : "";
}

}  // namespace vchat::tracks
