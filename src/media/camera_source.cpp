#include "media/camera_source.hpp"

#include <algorithm>
#include <memory>

#include "media/camera_devices.hpp"
#include "media/camera_mode.hpp"
#include "media/device_error.hpp"
#include "media/element.hpp"
#include "media/file_source.hpp"
#include "media/picture_fitter.hpp"
#include "media/source_spec.hpp"
#include "media/test_source.hpp"

namespace vchat::media {

namespace {

using util::DeviceError;
using util::DeviceProblem;

/// The caps that the element has once its device is open.
glib::RefPtr<GstCaps> offered_by(GstElement* source, const std::string& what, const std::string& node) {
  // A pipeline of its own for the time of asking, so that an error has a bus to go to.
  auto pipeline = glib::sink(gst_pipeline_new(nullptr));
  gst_bin_add(GST_BIN(pipeline.get()), source);
  const bool open = gst_element_set_state(pipeline.get(), GST_STATE_READY) != GST_STATE_CHANGE_FAILURE;
  auto pad = glib::adopt(gst_element_get_static_pad(source, "src"));
  auto caps = glib::adopt(gst_pad_query_caps(pad.get(), nullptr));
  auto bus = glib::adopt(gst_element_get_bus(pipeline.get()));
  auto message = glib::adopt(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  gst_bin_remove(GST_BIN(pipeline.get()), source);
  if (!open)
    throw explain_failure(what, node, "video",
                          message ? failure_of(message.get()) : CaptureFailure{0, 0, "it cannot be opened", ""});
  return caps;
}

glib::RefPtr<GstElement> make_mode_chain(const glib::RefPtr<GstElement>& source, GstCaps* mode,
                                         const PictureLimits& limits) {
  auto filter = make_element("capsfilter");
  g_object_set(filter.get(), "caps", mode, nullptr);
  if (gst_structure_has_name(gst_caps_get_structure(mode, 0), "image/jpeg"))
    return make_chain({source, filter, make_element("jpegdec"), make_picture_fitter(limits)});
  return make_chain({source, filter, make_picture_fitter(limits)});
}

glib::RefPtr<GstElement> make_v4l2_source(const std::string& node, const PictureLimits& limits) {
  const auto what = "the camera " + node;
  if (const auto problem = check_camera(node)) throw DeviceError(*problem);
  auto source = make_element("v4l2src");
  g_object_set(source.get(), "device", node.c_str(), nullptr);
  auto mode = choose_mode(offered_by(source.get(), what, node).get(), limits);
  if (!mode) throw DeviceError(DeviceProblem::unusable, what + " offers neither raw video nor JPEG");
  return make_mode_chain(source, mode.get(), limits);
}

glib::RefPtr<GstElement> make_libcamera_source(const PictureLimits& limits) {
  // It gives any size up to the sensor's, but NV12 rather than I420 where both cost it nothing.
  const auto caps = "video/x-raw,width=" + std::to_string(limits.width) + ",height=" + std::to_string(limits.height) +
                    ",framerate=" + std::to_string(limits.framerate) + "/1";
  return make_chain({make_element("libcamerasrc"), make_caps_filter(caps), make_picture_fitter(limits)});
}

/// The first camera that can be opened, if there is one; where none can, the reason of the first.
glib::RefPtr<GstElement> make_automatic_source(const PictureLimits& limits) {
  const auto cameras = list_cameras();
  const auto usable = [](const CameraDevice& camera) { return camera.open_error == 0 && !needs_libcamera(camera); };
  if (const auto found = std::find_if(cameras.begin(), cameras.end(), usable); found != cameras.end())
    return make_v4l2_source(found->node, limits);
  if (std::any_of(cameras.begin(), cameras.end(), needs_libcamera)) return make_libcamera_source(limits);
  if (!cameras.empty())
    throw explain_node_error("the camera " + cameras.front().node, cameras.front().node, "video",
                             cameras.front().open_error);
  throw DeviceError(DeviceProblem::missing,
                    "there is no camera; others will not see you. Plug one in, or say --camera test");
}

glib::RefPtr<GstElement> make_named_source(const std::string& wanted, const PictureLimits& limits) {
  if (wanted.starts_with('/')) return make_v4l2_source(wanted, limits);
  for (const auto& camera : list_cameras())
    if (camera.name == wanted) return make_v4l2_source(camera.node, limits);
  throw DeviceError(DeviceProblem::missing,
                    "there is no camera '" + wanted + "'; vchat list-devices shows what is there");
}

}  // namespace

std::optional<SourcePlan> find_camera(const LocalMediaOptions& options) {
  using Kind = SourceSpec::Kind;
  const auto spec = parse_source_spec("--camera", options.camera);
  const PictureLimits limits{options.width, options.height, options.framerate};
  const auto make = [spec, limits]() -> glib::RefPtr<GstElement> {
    switch (spec.kind) {
      case Kind::test:
        return make_test_picture(limits);
      case Kind::description:
        return make_chain({parse_bin("--camera", spec.value, GST_PAD_SRC), make_picture_fitter(limits)});
      case Kind::file:
        return make_file_source(spec.value, "video", make_picture_fitter(limits));
      case Kind::device:
        return make_named_source(spec.value, limits);
      default:
        return make_automatic_source(limits);
    }
  };
  const bool device = spec.kind == Kind::device || spec.kind == Kind::automatic;
  const auto what = device ? "the camera" + (spec.value.empty() ? "" : " " + spec.value) : "--camera " + options.camera;
  const auto explain = [what, node = spec.value](const CaptureFailure& failure) {
    return explain_failure(what, node, "video", failure);
  };
  if (spec.kind == Kind::none) return std::nullopt;
  return SourcePlan{make, explain};
}

}  // namespace vchat::media
