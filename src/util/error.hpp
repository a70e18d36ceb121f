// What can go wrong, by what a caller or a script should do about it.
#pragma once

#include <stdexcept>
#include <string>

namespace vchat::util {

/// Exit codes that scripts rely on; vchat(1) carries the table.
enum class ExitCode { ok = 0, failure = 1, usage = 2, unreachable = 3, refused = 4, device = 5, missing_element = 6 };

/// Base of what vchat throws. `what()` says what happened and what the user can do about it.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, ExitCode exit_code = ExitCode::failure)
      : std::runtime_error(message), exit_code_(exit_code) {}
  [[nodiscard]] ExitCode exit_code() const noexcept { return exit_code_; }

 private:
  ExitCode exit_code_;
};

/// Wrong usage: an unknown option, a malformed value or configuration.
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& message) : Error(message, ExitCode::usage) {}
};

/// The server cannot be reached, or was lost and did not come back.
class UnreachableError : public Error {
 public:
  explicit UnreachableError(const std::string& message) : Error(message, ExitCode::unreachable) {}
};

/// The server said no: password, token, room full, room unknown.
class RefusedError : public Error {
 public:
  explicit RefusedError(const std::string& message) : Error(message, ExitCode::refused) {}
};

/// Why a device or file cannot be used; each has its own advice.
enum class DeviceProblem { missing, denied, busy, unplugged, unusable };

/// A device or file that was named cannot be used.
class DeviceError : public Error {
 public:
  DeviceError(DeviceProblem problem, const std::string& message)
      : Error(message, ExitCode::device), problem_(problem) {}
  [[nodiscard]] DeviceProblem problem() const noexcept { return problem_; }

 private:
  DeviceProblem problem_;
};

/// A GStreamer element is not installed; the message names the Debian package that has it.
class MissingElementError : public Error {
 public:
  explicit MissingElementError(const std::string& message) : Error(message, ExitCode::missing_element) {}
};

}  // namespace vchat::util
