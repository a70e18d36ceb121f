#include "call/screen_control.hpp"

#include <algorithm>
#include <utility>

namespace vchat::call {

ScreenControl::ScreenControl(const screen::ShareOptions& options, Observer observer)
    : observer_(std::move(observer)),
      share_(options, {.on_shared = [this](bool shared) { on_shared(shared); },
                       .on_failed = [this](const util::Error& error) { on_failed(error); }}) {}

void ScreenControl::start(const std::string& what) {
  required_ = true;
  share_.start(what);
}

bool ScreenControl::run(std::string_view argument) {
  if (argument == "off") {
    required_ = false;
    share_.stop();
    return true;
  }
  if (argument != "on" && !argument.starts_with("on ")) return false;
  required_ = false;
  const auto what = argument.substr(std::min(argument.find_first_not_of(' ', 2), argument.size()));
  try {
    share_.start(std::string(what));
  } catch (const util::UsageError&) {
    throw;
  } catch (const util::Error& error) {
    observer_.on_warning("screen-unusable", error.what());
  }
  return true;
}

void ScreenControl::on_shared(bool shared) {
  if (shared) required_ = false;
  observer_.on_shared(shared);
}

void ScreenControl::on_failed(const util::Error& error) {
  if (std::exchange(required_, false)) return observer_.on_failed(error);
  // Of a portal that was asked in the middle of a call, or of what was shared and is gone.
  observer_.on_warning("screen-ended", error.what());
}

}  // namespace vchat::call
