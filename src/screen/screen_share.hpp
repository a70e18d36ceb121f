// One's own screen as others get it: captured once, encoded once for everybody.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "glib/source.hpp"
#include "media/capture.hpp"
#include "media/encoded_stream.hpp"
#include "screen/picture_feed.hpp"
#include "screen/portal.hpp"
#include "screen/target.hpp"
#include "util/descriptor.hpp"
#include "util/error.hpp"
#include "util/video_codec.hpp"

namespace vchat::screen {

struct ShareOptions {
  int width = 1920;   // pixels at most; a larger screen is made smaller
  int height = 1080;  // pixels at most
  int framerate = 10;
  int bitrate = 2'500'000;  // bit/s at most
};

/// Called on the main context.
struct ShareObserver {
  /// There are pictures from now on, or none any more. Also from within start() and stop().
  std::function<void(bool shared)> on_shared;
  /// It could not begin, or has ended by itself: a window was closed, the person refused. Not from within start().
  std::function<void(const util::Error&)> on_failed;
};

/// Shares one thing at a time. Thread-bound to the main context; the streams are thread-safe and may outlive it.
class ScreenShare {
 public:
  ScreenShare(const ShareOptions& options, ShareObserver observer);
  ~ScreenShare();
  ScreenShare(const ScreenShare&) = delete;
  ScreenShare& operator=(const ScreenShare&) = delete;

  /// Shares `what` (parse_target()) instead of what was shared before. Blocks until there is a picture, except where
  /// the desktop asks the person first.
  /// @throws util::DeviceError if it cannot be shared, util::UsageError, util::MissingElementError
  void start(const std::string& what);
  void stop();
  [[nodiscard]] bool shared() const noexcept { return shared_; }

  /// Nothing while nothing is shared. @throws util::MissingElementError if no encoder of that codec works here
  [[nodiscard]] std::shared_ptr<media::EncodedStream> video(util::VideoCodec codec);
  /// Not encoded; nothing while nothing is shared.
  [[nodiscard]] std::shared_ptr<media::FanOut> pictures() const { return shared_ ? feed_->pictures() : nullptr; }

 private:
  void ask_portal();
  void open(const media::MakeSource& make_source);
  void on_source_failed(const media::CaptureFailure& failure);
  void fail(const util::Error& error);
  void set_shared(bool shared);

  const ShareOptions options_;
  const ShareObserver observer_;
  const glib::Executor executor_;
  bool shared_ = false;
  std::shared_ptr<PictureFeed> feed_;
  std::unique_ptr<Portal> portal_;
  util::Descriptor remote_;  // of what the portal granted; open until the capture has ended
  std::unique_ptr<media::Capture> capture_;
  std::optional<media::CaptureFailure> first_failure_;  // of a source that is being opened
  bool opening_ = false;
  glib::ScopedSource repeat_timer_;
  std::map<util::VideoCodec, std::shared_ptr<media::EncodedStream>> streams_;
};

}  // namespace vchat::screen
