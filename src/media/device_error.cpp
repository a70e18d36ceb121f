#include "media/device_error.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include <gst/gst.h>
#include <unistd.h>

namespace vchat::media {

namespace {

namespace fs = std::filesystem;
using util::DeviceError;
using util::DeviceProblem;

DeviceProblem problem_of(const CaptureFailure& failure) {
  if (failure.domain != GST_RESOURCE_ERROR) return DeviceProblem::unusable;
  switch (failure.code) {
    case GST_RESOURCE_ERROR_NOT_FOUND:
      return DeviceProblem::missing;
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
      return DeviceProblem::denied;
    case GST_RESOURCE_ERROR_BUSY:
      return DeviceProblem::busy;
    case GST_RESOURCE_ERROR_READ:
      return DeviceProblem::unplugged;
    default:
      return DeviceProblem::unusable;
  }
}

DeviceError busy(const std::string& what, const std::string& node) {
  const auto users = users_of(node);
  return {DeviceProblem::busy, what + " is in use" + (users.empty() ? " by another program" : " by " + users) +
                                   "; close it there, or choose another device"};
}

bool has_open(const fs::path& process, const std::string& node) {
  std::error_code ignored;
  for (const auto& descriptor : fs::directory_iterator(process / "fd", ignored))
    if (fs::read_symlink(descriptor, ignored) == node) return true;
  return false;
}

}  // namespace

std::string_view problem_name(DeviceProblem problem) {
  switch (problem) {
    case DeviceProblem::missing:
      return "missing";
    case DeviceProblem::denied:
      return "denied";
    case DeviceProblem::busy:
      return "busy";
    case DeviceProblem::unplugged:
      return "unplugged";
    case DeviceProblem::unusable:
      break;
  }
  return "unusable";
}

DeviceError explain_node_error(const std::string& what, const std::string& node, const std::string& group, int error) {
  switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return {DeviceProblem::missing, what + " is not there; vchat list-devices shows what is"};
    case EACCES:
    case EPERM:
      return {DeviceProblem::denied, what + " may not be used by you; join the group '" + group +
                                         "' with 'sudo usermod -aG " + group + " $USER' and log in again"};
    case EBUSY:
      return busy(what, node);
    default:
      return {DeviceProblem::unusable, what + " cannot be opened: " + std::generic_category().message(error)};
  }
}

DeviceError explain_failure(const std::string& what, const std::string& node, const std::string& group,
                            const CaptureFailure& failure) {
  const auto problem = problem_of(failure);
  switch (problem) {
    case DeviceProblem::missing:
      return explain_node_error(what, node, group, ENOENT);
    case DeviceProblem::denied:
      return explain_node_error(what, node, group, EACCES);
    case DeviceProblem::busy:
      return busy(what, node);
    case DeviceProblem::unplugged:
      return {problem, what + " is gone (" + failure.message + "); the call goes on without it until it is back"};
    case DeviceProblem::unusable:
      break;
  }
  return {problem, what + " cannot be used: " + failure.message};
}

std::string users_of(const std::string& node) {
  std::string users;
  std::error_code ignored;
  if (node.empty()) return users;
  const auto self = std::to_string(getpid());
  for (const auto& process : fs::directory_iterator("/proc", ignored)) {
    const auto pid = process.path().filename().string();
    if (pid == self || pid.find_first_not_of("0123456789") != std::string::npos || !has_open(process.path(), node))
      continue;
    std::string name;
    std::getline(std::ifstream(process.path() / "comm"), name);
    users += (users.empty() ? "" : ", ") + name + " (" + pid + ")";
  }
  return users;
}

}  // namespace vchat::media
