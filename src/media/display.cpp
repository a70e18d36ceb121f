#define G_LOG_DOMAIN "vchat-media"

#include "media/display.hpp"

#include <cassert>
#include <optional>
#include <string_view>
#include <utility>

#include "glib/executor.hpp"
#include "glib/owned.hpp"
#include "glib/source.hpp"
#include "media/bus_watch.hpp"
#include "media/canvas_feed.hpp"
#include "media/canvas_grid.hpp"
#include "media/clock.hpp"
#include "media/display_sink.hpp"
#include "media/element.hpp"
#include "media/window_watch.hpp"
#include "util/error.hpp"

namespace vchat::media {

namespace {

constexpr std::string_view described = "gst:";
// What encoders are told: the grid follows the frames of the others, which come at this rate most often.
constexpr int nominal_framerate = 30;

bool window_was_closed(const GError* error) {
  return g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND) != FALSE;
}

/// `none`, or nothing to draw on.
class BlindDisplay final : public Display {
 public:
  explicit BlindDisplay(const DisplayOptions& options)
      : grid_(std::make_shared<CanvasGrid>(options.width, options.height)) {}
  [[nodiscard]] std::shared_ptr<Grid> grid() override { return grid_; }

 private:
  std::shared_ptr<CanvasGrid> grid_;
};

class PipelineDisplay final : public Display {
 public:
  /// `screen`: what the sink was chosen for; nothing if it is the user's own.
  PipelineDisplay(const DisplayOptions& options, DisplayObserver observer, const glib::RefPtr<GstElement>& sink,
                  std::optional<Screen> screen);
  ~PipelineDisplay() override { stop(true); }
  [[nodiscard]] std::shared_ptr<Grid> grid() override { return grid_; }

  /// False if the sink cannot be opened.
  [[nodiscard]] bool start(const std::string& title);

 private:
  void on_error(const BusError& error);
  void on_element(const GstStructure& message);
  void stop(bool finish);

  DisplayObserver observer_;
  glib::Executor executor_;
  const std::optional<Screen> screen_;
  std::shared_ptr<CanvasGrid> grid_;
  std::shared_ptr<CanvasFeed> feed_;
  glib::RefPtr<GstElement> pipeline_;
  BusWatch bus_watch_;
  std::unique_ptr<WindowWatch> window_watch_;
};

PipelineDisplay::PipelineDisplay(const DisplayOptions& options, DisplayObserver observer,
                                 const glib::RefPtr<GstElement>& sink, std::optional<Screen> screen)
    : observer_(std::move(observer)),
      screen_(screen),
      grid_(std::make_shared<CanvasGrid>(options.width, options.height)),
      feed_(std::make_shared<CanvasFeed>(options.width, options.height, screen ? 0 : nominal_framerate)),
      pipeline_(glib::sink(gst_pipeline_new("display"))) {
  use_common_clock(GST_PIPELINE(pipeline_.get()));
  auto convert = make_element("videoconvert");
  gst_bin_add_many(GST_BIN(pipeline_.get()), feed_->element(), convert.get(), sink.get(), nullptr);
  gst_element_link_many(feed_->element(), convert.get(), sink.get(), nullptr);
}

bool PipelineDisplay::start(const std::string& title) {
  if (gst_element_set_state(pipeline_.get(), GST_STATE_READY) == GST_STATE_CHANGE_FAILURE) {
    stop(false);
    return false;
  }
  bus_watch_ = BusWatch(executor_, pipeline_.get(),
                        {.on_error = [this](const BusError& error) { on_error(error); },
                         .on_element = [this](const GstStructure& message) { on_element(message); }});
  gst_element_send_event(feed_->element(), gst_event_new_tag(gst_tag_list_new(GST_TAG_TITLE, title.c_str(), nullptr)));
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  grid_->start([feed = feed_](const Canvas& canvas) { feed->push(canvas, running_time_now()); });
  return true;
}

void PipelineDisplay::on_error(const BusError& error) {
  assert(executor_.inside());
  stop(false);
  // The observer may destroy this.
  const auto observer = observer_;
  if (screen_ && window_was_closed(error.error.get())) {
    if (observer.on_closed) observer.on_closed();
  } else if (observer.on_warning) {
    observer.on_warning("display-failed", "the display failed, the call goes on without pictures: " + error.text());
  }
}

/// A sink on X11 tells which window is its own. The canvas becomes as large as that is, since not every sink scales.
void PipelineDisplay::on_element(const GstStructure& message) {
  const bool x11 = screen_ == Screen::x11_software || screen_ == Screen::x11_hardware;
  guint64 window = 0;
  if (!x11 || !gst_structure_has_name(&message, "have-window-handle") ||
      !gst_structure_get_uint64(&message, "window-handle", &window))
    return;
  window_watch_ = std::make_unique<WindowWatch>(executor_, static_cast<xcb_window_t>(window),
                                                [grid = grid_](int width, int height) { grid->resize(width, height); });
}

void PipelineDisplay::stop(bool finish) {
  if (!pipeline_) return;
  grid_->stop();
  bus_watch_.reset();
  window_watch_ = nullptr;
  // A file of the user's is only whole after its end.
  if (finish && !screen_) send_end_and_wait(pipeline_.get());
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  pipeline_ = nullptr;
}

}  // namespace

std::unique_ptr<Display> Display::create(const DisplayOptions& options, DisplayObserver observer) {
  if (options.display == "none") return std::make_unique<BlindDisplay>(options);
  if (options.display.starts_with(described)) {
    const auto sink = parse_bin("--display", options.display.substr(described.size()), GST_PAD_SINK);
    auto display = std::make_unique<PipelineDisplay>(options, std::move(observer), sink, std::nullopt);
    if (!display->start(options.title))
      throw util::DeviceError(util::DeviceProblem::unusable, "--display: '" + options.display + "' cannot be opened");
    return display;
  }
  if (options.display != "auto")
    throw util::UsageError("--display: '" + options.display + "' is none of auto, none and gst:DESCRIPTION");

  const auto warn = [&observer, executor = glib::Executor()](const char* code, const std::string& message) {
    executor.post([on_warning = observer.on_warning, code, message] {
      if (on_warning) on_warning(code, message);
    });
  };
  const auto screen = find_screen();
  if (screen == Screen::none) {
    warn("display-missing",
         "there is no display to show pictures on (neither DISPLAY nor WAYLAND_DISPLAY leads to one, and there is no "
         "/dev/dri); the call goes on without. See --display");
    return std::make_unique<BlindDisplay>(options);
  }
  auto display = std::make_unique<PipelineDisplay>(options, observer, make_display_sink(screen), screen);
  if (display->start(options.title)) return display;
  warn("display-failed", "the display cannot be opened; the call goes on without pictures. See --display");
  return std::make_unique<BlindDisplay>(options);
}

}  // namespace vchat::media
