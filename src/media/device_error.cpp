#include "media/device_error.hpp"

#include <gst/gst.h>

namespace vchat::media {

namespace {

using util::DeviceProblem;

DeviceProblem problem_of(const CaptureFailure& failure) {
  if (failure.domain != GST_RESOURCE_ERROR) return DeviceProblem::unusable;
  switch (failure.code) {
    case GST_RESOURCE_ERROR_NOT_FOUND:
      return DeviceProblem::missing;
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
    case GST_RESOURCE_ERROR_OPEN_READ:
    case GST_RESOURCE_ERROR_OPEN_READ_WRITE:
      return DeviceProblem::denied;
    case GST_RESOURCE_ERROR_BUSY:
      return DeviceProblem::busy;
    case GST_RESOURCE_ERROR_READ:
      return DeviceProblem::unplugged;
    default:
      return DeviceProblem::unusable;
  }
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

util::DeviceError explain_failure(const std::string& what, const std::string& node, const std::string& group,
                                  const CaptureFailure& failure) {
  (void)node;
  (void)group;
  return {problem_of(failure), what + ": " + failure.message};
}

}  // namespace vchat::media
