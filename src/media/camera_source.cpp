#include "media/camera_source.hpp"

#include "media/device_error.hpp"
#include "media/element.hpp"
#include "media/raw_caps.hpp"
#include "media/source_spec.hpp"
#include "media/test_source.hpp"

namespace vchat::media {

namespace {

CaptureSource make_described(const std::string& description) {
  return {make_chain({parse_bin("--camera", description, GST_PAD_SRC), make_element("videoconvert"),
                      make_caps_filter(encoder_picture_caps)})};
}

}  // namespace

std::optional<SourcePlan> find_camera(const LocalMediaOptions& options) {
  const auto spec = parse_source_spec("--camera", options.camera);
  const auto explain = [what = "camera " + options.camera](const CaptureFailure& failure) {
    return explain_failure(what, "", "video", failure);
  };
  switch (spec.kind) {
    case SourceSpec::Kind::none:
      return std::nullopt;
    case SourceSpec::Kind::test:
      return SourcePlan{[options] { return make_test_picture(options.width, options.height, options.framerate); },
                        explain};
    case SourceSpec::Kind::description:
      return SourcePlan{[spec] { return make_described(spec.value); }, explain};
    case SourceSpec::Kind::automatic:
    case SourceSpec::Kind::device:
    case SourceSpec::Kind::file:
      break;
  }
  throw util::DeviceError(util::DeviceProblem::missing, "there is no camera '" + options.camera + "' here");
}

}  // namespace vchat::media
