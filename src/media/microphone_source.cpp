#include "media/microphone_source.hpp"

#include "glib/owned.hpp"
#include "media/device_error.hpp"
#include "media/element.hpp"
#include "media/file_source.hpp"
#include "media/playback.hpp"
#include "media/pulse_devices.hpp"
#include "media/raw_caps.hpp"
#include "media/source_spec.hpp"
#include "media/test_source.hpp"

namespace vchat::media {

namespace {

using util::DeviceError;
using util::DeviceProblem;

constexpr gint64 block_time = 10'000;   // µs, what the sound processing and an Opus packet take at a time
constexpr gint64 buffer_time = 40'000;  // µs, how late the source may be read before sound is lost

glib::RefPtr<GstElement> make_converter() {
  return make_chain(
      {make_element("audioconvert"), make_element("audioresample"), make_caps_filter(encoder_sound_caps)});
}

std::string device_of(const SourceSpec& spec) {
  const auto sources = list_pulse_devices(PulseKind::source);
  if (sources.empty() && list_pulse_devices(PulseKind::sink).empty())
    throw DeviceError(DeviceProblem::missing,
                      "there is no PulseAudio (or PipeWire) server to get a microphone from; start one, or say "
                      "--microphone none");
  if (spec.kind == SourceSpec::Kind::device) {
    if (const auto found = find_pulse_device(sources, spec.value)) return found->id;
    throw DeviceError(DeviceProblem::missing,
                      "there is no microphone '" + spec.value + "'; vchat list-devices shows what is there");
  }
  if (const auto found = choose_microphone(sources)) return found->id;
  throw DeviceError(DeviceProblem::missing, "there is no microphone; others will not hear you. Plug one in");
}

glib::RefPtr<GstElement> make_processing(bool echo_cancel) {
  auto processing = make_element("webrtcdsp");
  g_object_set(processing.get(), "echo-cancel", echo_cancel, "probe", echo_probe_name, "noise-suppression", TRUE,
               "gain-control", TRUE, "high-pass-filter", TRUE, "extended-filter", TRUE, "delay-agnostic", TRUE,
               nullptr);
  return processing;
}

/// PulseAudio moves a stream whose device has gone to another one, even to what the speaker plays. That is an error
/// here, unless the device is still there: then a user has moved the stream.
void on_device_changed(GstElement* source, GParamSpec*, gpointer data) noexcept {
  const auto& wanted = *static_cast<std::string*>(data);
  glib::GCharPtr current;
  g_object_get(source, "current-device", static_cast<char**>(glib::out(current)), nullptr);
  if (!current || wanted == current.get() || find_pulse_device(list_pulse_devices(PulseKind::source), wanted)) return;
  GST_ELEMENT_ERROR(source, RESOURCE, READ, ("it was unplugged"), (nullptr));
}

glib::RefPtr<GstElement> make_device_source(const SourceSpec& spec, const LocalMediaOptions& options) {
  auto source = make_element("pulsesrc");
  const auto device = device_of(spec);
  g_object_set(source.get(), "device", device.c_str(), "client-name", "vchat", "buffer-time", buffer_time,
               "latency-time", block_time, nullptr);
  // On the source's own thread, where nothing is called but GStreamer: the name belongs to the handler.
  g_signal_connect_data(
      source.get(), "notify::current-device", G_CALLBACK(&on_device_changed), new std::string(device),
      [](gpointer data, GClosure*) { delete static_cast<std::string*>(data); }, GConnectFlags(0));
  if (!options.audio_processing) return make_chain({source, make_caps_filter(encoder_sound_caps)});
  return make_chain({source, make_caps_filter(encoder_sound_caps), make_processing(options.echo_cancel),
                     make_caps_filter(encoder_sound_caps)});
}

}  // namespace

std::optional<SourcePlan> find_microphone(const LocalMediaOptions& options) {
  using Kind = SourceSpec::Kind;
  const auto spec = parse_source_spec("--microphone", options.microphone);
  const auto make = [spec, options]() -> glib::RefPtr<GstElement> {
    switch (spec.kind) {
      case Kind::test:
        return make_test_sound();
      case Kind::description:
        return make_chain({parse_bin("--microphone", spec.value, GST_PAD_SRC), make_converter()});
      case Kind::file:
        return make_file_source(spec.value, "audio", make_converter());
      default:
        return make_device_source(spec, options);
    }
  };
  const bool device = spec.kind == Kind::device || spec.kind == Kind::automatic;
  const auto what =
      device ? "the microphone" + (spec.value.empty() ? "" : " " + spec.value) : "--microphone " + options.microphone;
  const auto explain = [what](const CaptureFailure& failure) { return explain_failure(what, "", "audio", failure); };
  if (spec.kind == Kind::none) return std::nullopt;
  return SourcePlan{make, explain};
}

}  // namespace vchat::media
