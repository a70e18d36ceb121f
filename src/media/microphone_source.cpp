#include "media/microphone_source.hpp"

#include "media/device_error.hpp"
#include "media/element.hpp"
#include "media/file_source.hpp"
#include "media/raw_caps.hpp"
#include "media/source_spec.hpp"
#include "media/test_source.hpp"

namespace vchat::media {

namespace {

glib::RefPtr<GstElement> make_converter() {
  return make_chain(
      {make_element("audioconvert"), make_element("audioresample"), make_caps_filter(encoder_sound_caps)});
}

}  // namespace

std::optional<SourcePlan> find_microphone(const LocalMediaOptions& options) {
  const auto spec = parse_source_spec("--microphone", options.microphone);
  const auto explain = [what = "microphone " + options.microphone](const CaptureFailure& failure) {
    return explain_failure(what, "", "audio", failure);
  };
  switch (spec.kind) {
    case SourceSpec::Kind::none:
      return std::nullopt;
    case SourceSpec::Kind::test:
      return SourcePlan{[] { return make_test_sound(); }, explain};
    case SourceSpec::Kind::description:
      return SourcePlan{[spec] {
                          return make_chain({parse_bin("--microphone", spec.value, GST_PAD_SRC), make_converter()});
                        },
                        explain};
    case SourceSpec::Kind::file:
      return SourcePlan{[spec] { return make_file_source(spec.value, "audio", make_converter()); }, explain};
    case SourceSpec::Kind::automatic:
    case SourceSpec::Kind::device:
      break;
  }
  throw util::DeviceError(util::DeviceProblem::missing, "there is no microphone '" + options.microphone + "' here");
}

}  // namespace vchat::media
