#include "media/camera_source.hpp"

#include "media/device_error.hpp"
#include "media/element.hpp"
#include "media/file_source.hpp"
#include "media/picture_fitter.hpp"
#include "media/source_spec.hpp"
#include "media/test_source.hpp"

namespace vchat::media {

std::optional<SourcePlan> find_camera(const LocalMediaOptions& options) {
  using Kind = SourceSpec::Kind;
  const auto spec = parse_source_spec("--camera", options.camera);
  const PictureLimits limits{options.width, options.height, options.framerate};
  const auto explain = [what = "camera " + options.camera](const CaptureFailure& failure) {
    return explain_failure(what, "", "video", failure);
  };
  switch (spec.kind) {
    case Kind::none:
      return std::nullopt;
    case Kind::test:
      return SourcePlan{[limits] { return make_test_picture(limits); }, explain};
    case Kind::description:
      return SourcePlan{
          [spec, limits] {
            return make_chain({parse_bin("--camera", spec.value, GST_PAD_SRC), make_picture_fitter(limits)});
          },
          explain};
    case Kind::file:
      return SourcePlan{[spec, limits] { return make_file_source(spec.value, "video", make_picture_fitter(limits)); },
                        explain};
    case Kind::automatic:
    case Kind::device:
      break;
  }
  throw util::DeviceError(util::DeviceProblem::missing, "there is no camera '" + options.camera + "' here");
}

}  // namespace vchat::media
