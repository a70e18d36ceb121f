#include "media/capture_control.hpp"

#include <utility>

#include "media/device_error.hpp"

namespace vchat::media {

namespace {
constexpr std::chrono::seconds start_limit{5};
}

CaptureControl::CaptureControl(Config config, Observer observer)
    : config_(std::move(config)), observer_(std::make_shared<const Observer>(std::move(observer))) {}

void CaptureControl::start() {
  std::optional<CaptureFailure> failure;
  first_failure_ = &failure;
  open();
  const bool decided = capture_->wait(start_limit);
  first_failure_ = nullptr;
  if (!decided) failure = CaptureFailure{GST_CORE_ERROR, GST_CORE_ERROR_FAILED, "nothing comes from it", ""};
  if (!failure) return;
  close();
  throw config_.explain(*failure);
}

void CaptureControl::set_on(bool on) {
  if (on == on_) return;
  if (!on) return close();
  try {
    open();
  } catch (const util::DeviceError& error) {
    lose(problem_name(error.problem()), error.what());
  } catch (const util::Error& error) {
    lose(problem_name(util::DeviceProblem::unusable), error.what());
  }
}

void CaptureControl::open() {
  on_ = true;
  capture_ = std::make_unique<Capture>(
      config_.make_source, config_.consumer,
      Capture::Observer{[this] { on_started(); }, [this](const CaptureFailure& failure) { on_failed(failure); }});
}

void CaptureControl::open_again() {
  try {
    open();
  } catch (const util::Error&) {
    retry_ = glib::after(executor_, config_.retry_interval, [this] { open_again(); });
  }
}

void CaptureControl::close() {
  on_ = false;
  lost_ = false;
  retry_.reset();
  capture_.reset();
  set_running(false);
}

void CaptureControl::on_started() {
  if (std::exchange(lost_, false)) warn("back", "the " + config_.role + " is back");
  set_running(true);
}

void CaptureControl::on_failed(const CaptureFailure& failure) {
  if (first_failure_) {
    *first_failure_ = failure;
    return;
  }
  const bool was_running = running_;
  capture_.reset();
  set_running(false);
  const auto error = config_.explain(failure);
  const bool gone = was_running && error.problem() != util::DeviceProblem::busy;
  lose(problem_name(gone ? util::DeviceProblem::unplugged : error.problem()), error.what());
}

void CaptureControl::lose(std::string_view problem, const std::string& message) {
  if (!std::exchange(lost_, true)) warn(std::string(problem), message);
  retry_ = glib::after(executor_, config_.retry_interval, [this] { open_again(); });
}

void CaptureControl::set_running(bool running) {
  if (std::exchange(running_, running) == running) return;
  executor_.post([observer = std::weak_ptr(observer_), running] {
    if (auto locked = observer.lock()) locked->on_running(running);
  });
}

void CaptureControl::warn(const std::string& what, const std::string& message) const {
  executor_.post([observer = std::weak_ptr(observer_), code = config_.role + "-" + what, message] {
    if (auto locked = observer.lock()) locked->on_warning(code, message);
  });
}

}  // namespace vchat::media
