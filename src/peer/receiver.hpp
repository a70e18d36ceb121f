// One medium on its way from one peer: from RTP packets to pictures at the right moment, or to a voice.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include <gst/video/video.h>

#include "glib/ref_ptr.hpp"
#include "media/audio_mixer.hpp"
#include "media/frame_sink.hpp"
#include "media/playout.hpp"
#include "peer/freeze_counter.hpp"
#include "peer/received_stream.hpp"
#include "util/video_codec.hpp"

namespace vchat::peer {

/// What a received picture amounts to so far.
struct VideoFigures {
  std::uint64_t frames = 0;
  std::uint64_t freezes = 0;
  int width = 0, height = 0;
};

/// RTP → depayloader → decoder → the consumer. Built in its pipeline before anything arrives, so that a new pad of
/// webrtcbin only needs to be linked. The elements belong to the pipeline; this object may go once that is at NULL.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// Where webrtcbin's new pad is linked to. Thread-safe.
  [[nodiscard]] virtual GstPad* sink_pad() const noexcept = 0;
  /// The same before it is decoded.
  [[nodiscard]] virtual std::shared_ptr<ReceivedStream> encoded() const noexcept = 0;
};

/// Pictures, shown when PlayoutDelay says. Thread-safe after construction.
class VideoReceiver final : public Receiver {
 public:
  /// `show` gets each picture when it is time; `first_frame` is called once, on a streaming thread. `voice` may be
  /// absent.
  /// @throws util::MissingElementError
  VideoReceiver(GstBin* pipeline, util::VideoCodec codec, media::SampleConsumer show,
                std::shared_ptr<media::Voice> voice, std::function<void(int width, int height)> first_frame);

  [[nodiscard]] GstPad* sink_pad() const noexcept override { return sink_pad_.get(); }
  [[nodiscard]] std::shared_ptr<ReceivedStream> encoded() const noexcept override { return encoded_; }
  [[nodiscard]] VideoFigures figures() const;
  /// The gap until the next frame is no freeze.
  void pause();
  /// When the last packet came, running time; 0: none yet.
  [[nodiscard]] std::chrono::nanoseconds last_packet() const { return std::chrono::nanoseconds(last_packet_.load()); }

 private:
  static GstPadProbeReturn on_packet(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;
  static GstPadProbeReturn on_decoded(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;
  static GstFlowReturn on_show(GstElement* appsink, gpointer self) noexcept;
  void schedule(GstBuffer* frame);
  void note_first(GstPad* pad);

  media::SampleConsumer show_;
  std::shared_ptr<media::Voice> voice_;
  std::function<void(int, int)> first_frame_;
  glib::RefPtr<GstPad> sink_pad_;
  std::shared_ptr<ReceivedStream> encoded_;
  glib::RefPtr<GstElement> appsink_;
  media::PlayoutDelay playout_;  // decoder's thread only
  GstClockTimeDiff offset_ = 0;  // decoder's thread only
  std::atomic<GstClockTime> last_packet_{0};
  mutable std::mutex mutex_;
  VideoFigures figures_;   // under mutex_
  FreezeCounter freezes_;  // under mutex_
};

/// Sound, handed to a voice as it comes. Thread-safe after construction.
class AudioReceiver final : public Receiver {
 public:
  /// `first_audio` is called once, on a streaming thread. `voice` may be absent: then the sound is only decoded.
  /// @throws util::MissingElementError
  AudioReceiver(GstBin* pipeline, std::shared_ptr<media::Voice> voice, std::function<void()> first_audio);

  [[nodiscard]] GstPad* sink_pad() const noexcept override { return sink_pad_.get(); }
  [[nodiscard]] std::shared_ptr<ReceivedStream> encoded() const noexcept override { return encoded_; }
  /// From now on a lost packet is rebuilt from what the next one carries of it (Opus in-band forward error correction).
  /// For that the decoder keeps each packet until the next: 10 ms more delay (or what a packet holds), which a path
  /// without loss is spared.
  void correct_errors();

 private:
  static GstPadProbeReturn before_decoder(GstPad* pad, GstPadProbeInfo* info, gpointer self) noexcept;
  static GstFlowReturn on_sound(GstElement* appsink, gpointer self) noexcept;
  /// True if a pause lies before what begins at that time.
  [[nodiscard]] bool ends_pause(GstClockTime timestamp) const;

  std::shared_ptr<media::Voice> voice_;
  glib::RefPtr<GstElement> decoder_;
  std::atomic<bool> corrects_errors_{false};
  GstClockTime next_packet_ = GST_CLOCK_TIME_NONE;  // when it is due; streaming thread only, as the next
  GstClockTime packet_length_ = 0;
  bool outdated_ = false;              // what the decoder gives next lies before a pause
  std::function<void()> first_audio_;  // streaming thread only
  glib::RefPtr<GstPad> sink_pad_;
  std::shared_ptr<ReceivedStream> encoded_;
};

}  // namespace vchat::peer
