// The one offer and the one answer of a session.
#define G_LOG_DOMAIN "vchat-peer"

#include <algorithm>

#include "glib/address_watch.hpp"
#include "peer/promise.hpp"
#include "peer/webrtc_session.hpp"
#include "protocol/protocol_error.hpp"
#include "util/error.hpp"
#include "util/random_id.hpp"

namespace vchat::peer {

namespace {

// What vchat offers; the ids are those that browsers use, so that a capture reads the same everywhere.
constexpr unsigned opus_payload_type = 111;
constexpr unsigned vp8_payload_type = 96;
constexpr unsigned h264_payload_type = 108;
constexpr const char* h264_profile_level_id = "42e01f";  // constrained baseline, level 3.1
constexpr unsigned offered_twcc_id = 3;
constexpr std::size_t max_early_candidates = 64;

MediaLine offered_audio() {
  MediaLine line;
  line.payload_type = opus_payload_type;
  line.twcc_id = offered_twcc_id;
  line.transport_cc = true;
  return line;
}

MediaLine offered_video(unsigned index, util::VideoCodec codec) {
  MediaLine line;
  line.index = index;
  line.codec = codec;
  line.payload_type = codec == util::VideoCodec::vp8 ? vp8_payload_type : h264_payload_type;
  line.profile_level_id = codec == util::VideoCodec::h264 ? h264_profile_level_id : "";
  line.twcc_id = offered_twcc_id;
  line.nack = line.pli = line.fir = line.transport_cc = true;
  return line;
}

std::string sdp_text(const GstSDPMessage* message) {
  return glib::GCharPtr(gst_sdp_message_as_text(message)).get();
}

}  // namespace

void WebRtcSession::add_sender(const MediaLine& line) {
  const auto stream = !line.codec ? config_.audio : config_.video ? config_.video(*line.codec) : nullptr;
  senders_.push_back(std::make_unique<Sender>(GST_BIN(pipeline_.get()), webrtcbin_.get(), line, stream));
  auto& sender = *senders_.back();
  (line.codec ? video_sender_ : audio_sender_) = &sender;
  payload_types_.insert(line.payload_type);
  if (!bandwidth_ && stream && line.transport_cc && line.twcc_id) {
    bandwidth_ = std::make_unique<Bandwidth>();
    feedback_sender_ = &sender;
  }
  if (bandwidth_) share_bandwidth();
}

void WebRtcSession::start_offer(std::optional<std::string> replaces) {
  replaces_ = std::move(replaces);
  // Only one codec a line (webrtcbin 1.22 has trouble with answers to several); none in common still leaves the sound.
  if (!config_.codecs.empty()) config_.codecs.resize(1);
  const bool call = config_.purpose == protocol::Purpose::call;
  build_receivers(config_.codecs.empty() ? std::nullopt : std::optional(config_.codecs.front()));
  connect_signals();
  gst_element_set_state(webrtcbin_.get(), GST_STATE_READY);
  if (call) add_sender(offered_audio());
  if (!config_.codecs.empty()) add_sender(offered_video(call ? 1 : 0, config_.codecs.front()));
  play();
  if (call) {
    GstWebRTCDataChannel* raw = nullptr;
    g_signal_emit_by_name(webrtcbin_.get(), "create-data-channel", "chat", nullptr, &raw);
    if (raw) adopt_chat(make_chat(glib::adopt(raw).get()));
  }
  create_description("create-offer");
}

void WebRtcSession::start_answer(const protocol::Offer& offer) {
  auto description = parse_description(offer.sdp, config_.codecs);
  build_receivers(description.video ? description.video->codec : std::nullopt);
  connect_signals();
  gst_element_set_state(webrtcbin_.get(), GST_STATE_READY);
  // In the order of the m-lines: webrtcbin pairs its pads with them so.
  std::vector<MediaLine> lines;
  if (description.audio) lines.push_back(*description.audio);
  if (description.video) lines.push_back(*description.video);
  std::sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  for (const auto& line : lines) add_sender(line);
  play();
  set_remote(GST_WEBRTC_SDP_TYPE_OFFER, std::move(description));
}

void WebRtcSession::set_answer(const std::string& sdp) {
  if (config_.role != Role::offerer || expected_fingerprint_ || local_mids_.empty())
    throw protocol::ProtocolError("bad-message", "an answer that nobody waits for", "answer");
  set_remote(GST_WEBRTC_SDP_TYPE_ANSWER, parse_description(sdp, config_.codecs));
}

void WebRtcSession::set_remote(GstWebRTCSDPType type, Description description) {
  expected_fingerprint_ = description.fingerprint;
  const SessionDescriptionPtr remote(gst_webrtc_session_description_new(type, description.message.release()));
  const bool answer_next = type == GST_WEBRTC_SDP_TYPE_OFFER;
  auto* promise = posted_promise(executor_, [weak = weak_from_this(), answer_next](const GstStructure* reply) {
    const auto self = weak.lock();
    if (!self) return;
    if (reply && gst_structure_has_field(reply, "error"))
      self->fail("the description of the other side was refused");
    else if (answer_next)
      self->create_description("create-answer");
  });
  g_signal_emit_by_name(webrtcbin_.get(), "set-remote-description", remote.get(), promise);
  for (const auto& candidate : std::exchange(early_candidates_, {})) add_to_webrtcbin(candidate);
}

/// `signal`: "create-offer" or "create-answer".
void WebRtcSession::create_description(const char* signal) {
  const auto* field = signal + std::string_view("create-").size();
  auto* promise = posted_promise(executor_, [weak = weak_from_this(), field](const GstStructure* reply) {
    GstWebRTCSessionDescription* raw = nullptr;
    if (reply) gst_structure_get(reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &raw, nullptr);
    const SessionDescriptionPtr description(raw);
    if (const auto self = weak.lock()) self->on_description(description.get());
  });
  g_signal_emit_by_name(webrtcbin_.get(), signal, nullptr, promise);
}

void WebRtcSession::on_description(GstWebRTCSessionDescription* description) {
  if (state_ != State::connecting) return;
  if (!description) {
    fail("webrtcbin cannot describe the session");
    return;
  }
  if (!glib::addresses_settled()) return fail("an address of this machine is not ready yet");
  local_mids_ = mids(description->sdp);
  auto text = sdp_text(description->sdp);
  // Told first: its candidates come as soon as it is set.
  if (config_.role == Role::offerer)
    tell(&SessionObserver::on_offer, protocol::Offer{{}, id_, config_.purpose, replaces_, std::move(text)});
  else
    tell(&SessionObserver::on_answer, protocol::Answer{{}, id_, std::move(text)});
  g_signal_emit_by_name(webrtcbin_.get(), "set-local-description", description, nullptr);
}

void WebRtcSession::add_candidate(const std::optional<protocol::Candidate>& candidate) {
  // webrtcbin of 1.22 has no use for the end of candidates.
  if (!candidate || candidate->candidate.empty()) return;
  if (expected_fingerprint_)
    add_to_webrtcbin(*candidate);
  else if (early_candidates_.size() < max_early_candidates)
    early_candidates_.push_back(*candidate);
}

void WebRtcSession::add_to_webrtcbin(const protocol::Candidate& candidate) {
  g_signal_emit_by_name(webrtcbin_.get(), "add-ice-candidate", candidate.sdp_m_line_index, candidate.candidate.c_str());
}

std::shared_ptr<ChatChannel> WebRtcSession::make_chat(GstWebRTCDataChannel* channel) {
  return ChatChannel::create(glib::share(channel), executor_,
                             [this](const std::string& text) { tell(&SessionObserver::on_chat, text); });
}

void WebRtcSession::channel_named(GstWebRTCDataChannel* channel, bool is_chat) {
  const auto found = std::find_if(nameless_channels_.begin(), nameless_channels_.end(),
                                  [&](const auto& chat) { return chat->is(channel); });
  if (found == nameless_channels_.end()) return;
  const auto chat = *found;
  nameless_channels_.erase(found);
  if (is_chat)
    adopt_chat(chat);
  else
    chat->stop();
}

void WebRtcSession::adopt_chat(std::shared_ptr<ChatChannel> chat) {
  if (chat_) chat_->stop();
  chat_ = std::move(chat);
  if (state_ == State::connected) chat_->trust();
}

std::shared_ptr<Session> offer_session(SessionConfig config, std::optional<std::string> replaces,
                                       SessionObserver observer) {
  auto session = std::make_shared<WebRtcSession>(std::move(config), util::random_id(), std::move(observer));
  session->start_offer(std::move(replaces));
  return session;
}

std::shared_ptr<Session> answer_session(SessionConfig config, const protocol::Offer& offer, SessionObserver observer) {
  config.purpose = offer.purpose;
  config.role = Role::answerer;
  auto session = std::make_shared<WebRtcSession>(std::move(config), offer.session, std::move(observer));
  session->start_answer(offer);
  return session;
}

}  // namespace vchat::peer
