// From what --speaker says to a sink that plays it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "media/bus_watch.hpp"
#include "util/error.hpp"

namespace vchat::media {

/// How to open a speaker, again and again if need be.
struct SpeakerPlan {
  std::string speaker;  // as the user wrote it
  /// To be tried in this order; none for `none`. @throws util::Error
  std::vector<std::function<glib::RefPtr<GstElement>()>> sinks;
  bool named = false;      // not to be able to open it is an error, not a warning
  bool described = false;  // by `gst:`: a file, perhaps, which has an end
};

/// @throws util::UsageError, util::DeviceError if there is no speaker of that name, util::MissingElementError.
[[nodiscard]] SpeakerPlan plan_speaker(const std::string& speaker);

/// What a failure of a speaker's sink means to the user.
[[nodiscard]] util::DeviceError explain_speaker_failure(const std::string& speaker, const BusError& failure);

}  // namespace vchat::media
