// Keeps one source running: on, off, gone, back.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "glib/executor.hpp"
#include "glib/source.hpp"
#include "media/capture.hpp"
#include "util/error.hpp"

namespace vchat::media {

/// The camera or the microphone as the call sees it. When its source fails it is tried again until it is back.
/// Thread-bound to the main context.
class CaptureControl {
 public:
  struct Config {
    std::string role;  // "camera" or "microphone": the first word of the codes of warnings
    /// A new source. @throws util::Error
    MakeSource make_source;
    /// What a failure of such a source means to the user.
    std::function<util::DeviceError(const CaptureFailure&)> explain;
    SampleConsumer consumer;
    std::chrono::milliseconds retry_interval{1000};
  };
  /// Called on the main context, never from within a call into this.
  struct Observer {
    std::function<void(std::string code, std::string message)> on_warning;
    std::function<void(bool running)> on_running;
  };

  CaptureControl(Config config, Observer observer);
  CaptureControl(const CaptureControl&) = delete;
  CaptureControl& operator=(const CaptureControl&) = delete;

  /// Starts, and blocks until the source gives something; that is the time of opening the device.
  /// @throws util::DeviceError if it does not, and what make_source throws
  void start();
  /// Off releases the device. Does nothing before start().
  void set_on(bool on);
  [[nodiscard]] bool running() const noexcept { return running_; }

 private:
  void open();
  void open_again();
  void close();
  void lose(std::string_view problem, const std::string& message);
  void set_running(bool running);
  void on_started();
  void on_failed(const CaptureFailure& failure);
  void warn(const std::string& what, const std::string& message) const;

  const Config config_;
  const std::shared_ptr<const Observer> observer_;  // what is posted holds it weakly
  const glib::Executor executor_;
  bool on_ = false;
  bool running_ = false;
  bool lost_ = false;                                       // a failure was reported and the source is not back yet
  std::optional<CaptureFailure>* first_failure_ = nullptr;  // within start(), which throws instead of warning
  std::unique_ptr<Capture> capture_;
  glib::ScopedSource retry_;
};

}  // namespace vchat::media
