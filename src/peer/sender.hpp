// One medium on its way to one peer: takes access units, makes RTP packets of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "glib/ref_ptr.hpp"
#include "media/encoded_stream.hpp"
#include "peer/pacer.hpp"
#include "peer/sdp.hpp"

namespace vchat::peer {

/// The caps of an RTP stream of `line` as webrtcbin wants them, with an SSRC of its own.
[[nodiscard]] glib::RefPtr<GstCaps> rtp_caps(const MediaLine& line, std::uint32_t ssrc);

/// appsrc → payloader → webrtcbin. Sends nothing before open(). Thread-bound; the stream pushes on its own thread.
class Sender {
 public:
  /// Adds its elements to `pipeline` and links them to a new sink pad of `webrtcbin` for m-line `line.index`. `stream`
  /// may be absent: then the line is negotiated all the same, and stays silent.
  /// @throws util::MissingElementError, util::Error
  Sender(GstBin* pipeline, GstElement* webrtcbin, const MediaLine& line,
         const std::shared_ptr<media::EncodedStream>& stream);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// From the next keyframe on (which it asks for) everything is sent.
  void open();
  /// What the network carries of a picture, and at which rate a large frame may leave (0: at once), bit/s.
  void set_bitrate(double bitrate, double pace);
  /// What sound may take with its headers, bit/s.
  void set_sound_bitrate(double bitrate);
  /// The share of packets that get lost on the way, 0 to 1.
  void set_loss(double loss);
  /// The size of the picture that is sent now, if one is.
  [[nodiscard]] std::optional<media::PictureSize> size() const;
  /// Bytes that were handed to the network so far, with what each packet of sound has around it. Thread-safe.
  [[nodiscard]] std::uint64_t bytes() const;
  /// Where feedback about its packets comes by.
  [[nodiscard]] GstPad* feedback_pad() const { return feedback_pad_.get(); }
  /// No access unit comes in after this; the first step of a teardown.
  void stop();

 private:
  struct Feed;
  std::shared_ptr<Feed> feed_;
  std::unique_ptr<Pacer> pacer_;  // of a picture
  std::shared_ptr<media::Subscription> subscription_;
  glib::RefPtr<GstPad> webrtcbin_pad_;
  glib::RefPtr<GstPad> feedback_pad_;
};

}  // namespace vchat::peer
