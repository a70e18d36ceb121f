#include "screen/screen_share.hpp"

#include <chrono>
#include <utility>

#include "glib/session_bus.hpp"
#include "media/codec_probe.hpp"
#include "media/element.hpp"
#include "media/video_ladder.hpp"
#include "screen/pipewire_source.hpp"
#include "screen/screen_source.hpp"

namespace vchat::screen {

namespace {

using util::DeviceError;
using util::DeviceProblem;

constexpr std::chrono::seconds start_limit{3};  // nothing else is done meanwhile

bool is_set(const char* variable) {
  const char* value = g_getenv(variable);
  return value != nullptr && *value != '\0';
}

/// Where the desktop is Wayland only it knows what is on the screen.
Target resolved(Target target) {
  if (target.kind != Target::Kind::automatic) return target;
  if (is_set("WAYLAND_DISPLAY")) {
    target.kind = Target::Kind::portal;
  } else if (!is_set("DISPLAY")) {
    throw DeviceError(DeviceProblem::missing,
                      "there is no desktop here whose screen could be shared: neither DISPLAY nor WAYLAND_DISPLAY is "
                      "set. On a console it is not possible, since Debian's GStreamer has no kmsgrab; run vchat within "
                      "a desktop, or set DISPLAY, for example DISPLAY=:0");
  }
  return target;
}

DeviceError explain(const media::CaptureFailure& failure) {
  return {DeviceProblem::unusable, "the screen cannot be shared: " + failure.message};
}

}  // namespace

ScreenShare::ScreenShare(const ShareOptions& options, ShareObserver observer)
    : options_(options), observer_(std::move(observer)) {}

ScreenShare::~ScreenShare() = default;

void ScreenShare::start(const std::string& what) {
  const auto target = resolved(parse_target(what));
  stop();
  if (target.kind == Target::Kind::none) return;
  if (target.kind == Target::Kind::portal) return ask_portal();
  const media::PictureLimits limits{options_.width, options_.height, options_.framerate};
  open([target, limits] { return make_screen_source(target, limits); });
}

void ScreenShare::ask_portal() {
  check_pipewire();
  glib::outlive_session_bus();
  const auto granted = [this](util::Descriptor remote, std::uint32_t node) {
    remote_ = std::move(remote);
    const media::PictureLimits limits{options_.width, options_.height, options_.framerate};
    try {
      open([number = remote_.get(), node, limits] { return make_pipewire_source(number, node, limits); });
    } catch (const util::Error& error) {
      fail(error);
    }
  };
  portal_ = Portal::ask({.on_granted = granted, .on_over = [this](const DeviceError& error) { fail(error); }});
}

void ScreenShare::open(const media::MakeSource& make_source) {
  feed_ = std::make_shared<PictureFeed>();
  opening_ = true;
  first_failure_.reset();
  try {
    capture_ = std::make_unique<media::Capture>(
        make_source, [feed = feed_](GstSample* sample) { feed->push(sample); },
        media::Capture::Observer{[] {}, [this](const media::CaptureFailure& failure) { on_source_failed(failure); }});
    if (!capture_->wait(start_limit)) first_failure_ = media::CaptureFailure{0, 0, "nothing is seen of it", ""};
    if (first_failure_) throw explain(*first_failure_);
  } catch (const util::Error&) {
    opening_ = false;
    stop();
    throw;
  }
  opening_ = false;
  repeat_timer_ =
      glib::every(executor_, std::chrono::milliseconds(1000 / options_.framerate), [feed = feed_] { feed->repeat(); });
  set_shared(true);
}

void ScreenShare::on_source_failed(const media::CaptureFailure& failure) {
  if (opening_)
    first_failure_ = failure;
  else
    fail(DeviceError(DeviceProblem::unplugged, "the screen is not shared any more: " + failure.message));
}

void ScreenShare::fail(const util::Error& error) {
  stop();
  observer_.on_failed(error);
}

void ScreenShare::stop() {
  repeat_timer_.reset();
  set_shared(false);
  capture_ = nullptr;
  remote_ = {};
  portal_ = nullptr;
  streams_.clear();
  feed_ = nullptr;
}

void ScreenShare::set_shared(bool shared) {
  if (std::exchange(shared_, shared) != shared) observer_.on_shared(shared);
}

std::shared_ptr<media::EncodedStream> ScreenShare::video(util::VideoCodec codec) {
  if (!shared_) return nullptr;
  auto& stream = streams_[codec];
  if (!stream) {
    const auto size = feed_->size();
    const media::VideoEncoderOptions settings{size.width, size.height, options_.framerate, options_.bitrate,
                                              media::Content::screen};
    stream = std::make_shared<media::VideoLadder>(feed_->pictures(), media::working_encoder(codec), settings);
  }
  return stream;
}

}  // namespace vchat::screen
