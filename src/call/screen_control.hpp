// One's own screen in a call: from --screen and /screen to what is shared.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "screen/screen_share.hpp"

namespace vchat::call {

/// Thread-bound to the main context.
class ScreenControl {
 public:
  struct Observer {
    std::function<void(bool shared)> on_shared;
    std::function<void(std::string code, std::string message)> on_warning;
    /// What the command line named cannot be shared: the call is to end with that.
    std::function<void(const util::Error&)> on_failed;
  };

  ScreenControl(const screen::ShareOptions& options, Observer observer);

  /// Shares what the command line names; `none` is nothing. @throws as ScreenShare::start()
  void start(const std::string& what);
  /// "on", "on WHAT" or "off"; false if it is none of them. What cannot be shared is a warning.
  /// @throws util::UsageError if WHAT makes no sense
  bool run(std::string_view argument);
  [[nodiscard]] std::shared_ptr<media::EncodedStream> video(util::VideoCodec codec) { return share_.video(codec); }
  [[nodiscard]] std::shared_ptr<media::FanOut> pictures() const { return share_.pictures(); }

 private:
  void on_shared(bool shared);
  void on_failed(const util::Error& error);

  const Observer observer_;
  bool required_ = false;  // the command line names it, and it is not shared yet
  screen::ScreenShare share_;
};

}  // namespace vchat::call
