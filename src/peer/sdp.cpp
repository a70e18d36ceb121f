#include "peer/sdp.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>
#include <utility>

#include "protocol/protocol_error.hpp"

namespace vchat::peer {

namespace {

using protocol::ProtocolError;
using std::string_view;

[[noreturn]] void refuse(const std::string& why) {
  throw ProtocolError("bad-message", "unusable SDP: " + why);
}

bool same_ignoring_case(string_view a, string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

string_view text_or_empty(const char* text) {
  return text ? string_view(text) : string_view();
}

/// Splits at the first space: the word, and what comes after it.
std::pair<string_view, string_view> first_word(string_view text) {
  const auto end = text.find(' ');
  if (end == string_view::npos) return {text, {}};
  const auto next = text.find_first_not_of(' ', end);
  return {text.substr(0, end), next == string_view::npos ? string_view() : text.substr(next)};
}

std::optional<unsigned> number(string_view text) {
  unsigned value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <class Visitor>
void for_each_attribute(const GstSDPMedia* media, const char* key, Visitor visit) {
  for (guint i = 0;; ++i) {
    const auto* value = gst_sdp_media_get_attribute_val_n(media, key, i);
    if (!value) return;
    visit(string_view(value));
  }
}

Fingerprint parse_fingerprint(string_view attribute) {
  const auto [hash, hex] = first_word(attribute);
  if (!same_ignoring_case(hash, "sha-256")) refuse("the certificate's fingerprint is not SHA-256");
  Fingerprint bytes{};
  if (hex.size() != bytes.size() * 3 - 1) refuse("the certificate's fingerprint has the wrong length");
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto pair = hex.substr(i * 3, 2);
    const auto [end, failure] = std::from_chars(pair.data(), pair.data() + 2, bytes[i], 16);
    const bool separated = i + 1 == bytes.size() || hex[i * 3 + 2] == ':';
    if (failure != std::errc{} || end != pair.data() + 2 || !separated) refuse("the fingerprint is not hexadecimal");
  }
  return bytes;
}

/// All fingerprints of the description, which must name one certificate: the session is bundled on one transport.
Fingerprint only_fingerprint(const GstSDPMessage* message) {
  std::vector<Fingerprint> all;
  for (guint i = 0;; ++i) {
    const auto* value = gst_sdp_message_get_attribute_val_n(message, "fingerprint", i);
    if (!value) break;
    all.push_back(parse_fingerprint(value));
  }
  for (guint i = 0; i < gst_sdp_message_medias_len(message); ++i)
    for_each_attribute(gst_sdp_message_get_media(message, i), "fingerprint",
                       [&](string_view value) { all.push_back(parse_fingerprint(value)); });
  if (all.empty()) refuse("it names no certificate (a=fingerprint)");
  if (std::adjacent_find(all.begin(), all.end(), std::not_equal_to<>()) != all.end())
    refuse("it names several certificates");
  return all.front();
}

std::string format_parameters(const GstSDPMedia* media, unsigned payload_type) {
  std::string found;
  for_each_attribute(media, "fmtp", [&](string_view value) {
    const auto [type, parameters] = first_word(value);
    if (number(type) == payload_type && found.empty()) found = parameters;
  });
  return found;
}

/// The profile-level-id of H.264 that vchat can send and take, namely a baseline one with packetization mode 1 (RFC
/// 6184, section 8.1); nothing otherwise.
std::optional<std::string> usable_profile(string_view parameters) {
  constexpr string_view key = "profile-level-id=";
  if (parameters.find("packetization-mode=1") == string_view::npos) return std::nullopt;
  const auto at = parameters.find(key);
  if (at == string_view::npos) return "42e01f";
  const auto profile = parameters.substr(at + key.size(), 6);
  const bool hexadecimal =
      profile.size() == 6 && profile.find_first_not_of("0123456789abcdefABCDEF") == string_view::npos;
  if (!hexadecimal || profile.substr(0, 2) != "42") return std::nullopt;
  return std::string(profile);
}

/// The payload type whose a=rtpmap is `encoding` ("VP8/90000"), among those that the m-line lists.
std::optional<unsigned> find_payload_type(const GstSDPMedia* media, string_view encoding, bool h264) {
  std::optional<unsigned> found;
  for_each_attribute(media, "rtpmap", [&](string_view value) {
    const auto [type, mapped] = first_word(value);
    const auto payload_type = number(type);
    if (found || !payload_type || *payload_type > 127 || !same_ignoring_case(mapped, encoding)) return;
    if (h264 && !usable_profile(format_parameters(media, *payload_type))) return;
    for (guint i = 0; i < gst_sdp_media_formats_len(media); ++i)
      if (number(text_or_empty(gst_sdp_media_get_format(media, i))) == payload_type) found = payload_type;
  });
  return found;
}

void read_feedback(const GstSDPMedia* media, MediaLine& line) {
  for_each_attribute(media, "rtcp-fb", [&](string_view value) {
    const auto [type, feedback] = first_word(value);
    if (type != "*" && number(type) != line.payload_type) return;
    if (feedback == "nack") line.nack = true;
    if (feedback == "nack pli") line.pli = true;
    if (feedback == "ccm fir") line.fir = true;
    if (feedback == "transport-cc") line.transport_cc = true;
  });
  for_each_attribute(media, "extmap", [&](string_view value) {
    const auto [id, uri] = first_word(value);
    // One-byte header extensions have ids 1 to 14 (RFC 8285, section 4.2).
    const auto parsed = number(id.substr(0, id.find('/')));
    if (first_word(uri).first == twcc_uri && parsed && *parsed >= 1 && *parsed <= 14) line.twcc_id = parsed;
  });
}

std::optional<MediaLine> read_line(const GstSDPMedia* media, unsigned index, bool video,
                                   const std::vector<util::VideoCodec>& codecs) {
  MediaLine line;
  line.index = index;
  line.mid = text_or_empty(gst_sdp_media_get_attribute_val(media, "mid"));
  std::optional<unsigned> payload_type;
  if (video) {
    for (const auto codec : codecs) {
      payload_type =
          find_payload_type(media, std::string(util::codec_name(codec)) + "/90000", codec == util::VideoCodec::h264);
      if (!payload_type) continue;
      line.codec = codec;
      break;
    }
  } else {
    payload_type = find_payload_type(media, "opus/48000/2", false);
  }
  if (!payload_type) return std::nullopt;
  line.payload_type = *payload_type;
  if (line.codec == util::VideoCodec::h264)
    line.profile_level_id = usable_profile(format_parameters(media, line.payload_type)).value_or("");
  read_feedback(media, line);
  return line;
}

bool has_attribute(const GstSDPMedia* media, string_view key) {
  for (guint i = 0; i < gst_sdp_media_attributes_len(media); ++i)
    if (text_or_empty(gst_sdp_media_get_attribute(media, i)->key) == key) return true;
  return false;
}

/// Port 0 rejects a line, unless it only lives in a bundle (RFC 8843, section 6).
bool rejected(const GstSDPMedia* media) {
  return gst_sdp_media_get_port(media) == 0 && !has_attribute(media, "bundle-only");
}

}  // namespace

Description parse_description(const std::string& text, const std::vector<util::VideoCodec>& codecs) {
  Description description;
  GstSDPMessage* raw = nullptr;
  gst_sdp_message_new(&raw);
  description.message.reset(raw);
  if (text.empty() || text.find('\0') != std::string::npos ||
      gst_sdp_message_parse_buffer(reinterpret_cast<const guint8*>(text.data()), static_cast<guint>(text.size()),
                                   raw) != GST_SDP_OK)
    refuse("it cannot be parsed");
  description.fingerprint = only_fingerprint(raw);
  bool audio_seen = false;
  bool video_seen = false;
  for (guint i = 0; i < gst_sdp_message_medias_len(raw); ++i) {
    const auto* media = gst_sdp_message_get_media(raw, i);
    const auto kind = text_or_empty(gst_sdp_media_get_media(media));
    if (kind == "audio" || kind == "video") {
      const bool video = kind == "video";
      if (std::exchange(video ? video_seen : audio_seen, true)) refuse("a second " + std::string(kind) + " line");
      if (!rejected(media)) (video ? description.video : description.audio) = read_line(media, i, video, codecs);
    } else if (kind == "application") {
      description.data_channel = !rejected(media);
    } else {
      refuse("a line of an unknown medium");
    }
  }
  if (!description.audio && !description.video) refuse("no codec in it that both sides have");
  return description;
}

std::vector<std::string> mids(const GstSDPMessage* message) {
  std::vector<std::string> all;
  for (guint i = 0; i < gst_sdp_message_medias_len(message); ++i)
    all.emplace_back(text_or_empty(gst_sdp_media_get_attribute_val(gst_sdp_message_get_media(message, i), "mid")));
  return all;
}

}  // namespace vchat::peer
