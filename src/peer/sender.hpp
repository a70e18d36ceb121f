// One medium on its way to one peer: takes access units, makes RTP packets of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "glib/ref_ptr.hpp"
#include "media/encoded_stream.hpp"
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
  Sender(GstBin* pipeline, GstElement* webrtcbin, const MediaLine& line, std::shared_ptr<media::EncodedStream> stream);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// From the next keyframe on (which it asks for) everything is sent.
  void open();
  /// No access unit comes in after this; the first step of a teardown.
  void stop();

 private:
  struct Feed;
  std::shared_ptr<media::EncodedStream> stream_;
  std::shared_ptr<Feed> feed_;
  std::unique_ptr<media::Subscription> subscription_;
  glib::RefPtr<GstPad> webrtcbin_pad_;
};

}  // namespace vchat::peer
