#include "media/speaker_plan.hpp"

#include <string_view>
#include <utility>

#include "media/element.hpp"
#include "media/pulse_devices.hpp"

namespace vchat::media {

namespace {

using util::DeviceProblem;

constexpr std::string_view described = "gst:";
// GStreamer's default is 200 ms. With 40 a busy machine's PulseAudio ran dry now and then.
constexpr gint64 buffer_time = 60'000;   // us
constexpr gint64 latency_time = 10'000;  // us

glib::RefPtr<GstElement> make_device_sink(const char* factory, const std::string& device) {
  auto sink = make_element(factory);
  g_object_set(sink.get(), "buffer-time", buffer_time, "latency-time", latency_time, "processing-deadline", guint64{0},
               "provide-clock", FALSE, nullptr);
  if (!device.empty()) g_object_set(sink.get(), "device", device.c_str(), nullptr);
  if (std::string_view(factory) == "pulsesink") g_object_set(sink.get(), "client-name", "vchat", nullptr);
  return sink;
}

SpeakerPlan plan_device(SpeakerPlan plan) {
  // What PulseAudio does not know may be a device of ALSA's own.
  const bool alsa = plan.speaker.starts_with("hw:") || plan.speaker.starts_with("plughw:");
  const auto found = find_pulse_device(list_pulse_devices(PulseKind::sink), plan.speaker);
  if (!found && !alsa)
    throw util::DeviceError(DeviceProblem::missing, "there is no speaker '" + plan.speaker +
                                                        "' here; 'vchat list-devices' shows what there is");
  const auto* factory = found ? "pulsesink" : "alsasink";
  plan.sinks.push_back([factory, id = found ? found->id : plan.speaker] { return make_device_sink(factory, id); });
  return plan;
}

DeviceProblem problem_of(const GError* error) {
  if (error->domain != GST_RESOURCE_ERROR) return DeviceProblem::unusable;
  switch (error->code) {
    case GST_RESOURCE_ERROR_NOT_FOUND:
      return DeviceProblem::missing;
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
    case GST_RESOURCE_ERROR_OPEN_WRITE:
    case GST_RESOURCE_ERROR_OPEN_READ_WRITE:
      return DeviceProblem::denied;
    case GST_RESOURCE_ERROR_BUSY:
      return DeviceProblem::busy;
    default:
      return DeviceProblem::unusable;
  }
}

}  // namespace

SpeakerPlan plan_speaker(const std::string& speaker) {
  SpeakerPlan plan{.speaker = speaker};
  if (speaker == "none") return plan;
  if (speaker == "auto") {
    for (const auto* factory : {"pulsesink", "alsasink"})
      if (has_element(factory)) plan.sinks.push_back([factory] { return make_device_sink(factory, ""); });
    return plan;
  }
  plan.named = true;
  if (!speaker.starts_with(described)) return plan_device(std::move(plan));
  plan.described = true;
  const auto make = [description = speaker.substr(described.size())] {
    return parse_bin("--speaker", description, GST_PAD_SINK);
  };
  (void)make();  // to throw early
  plan.sinks.push_back(make);
  return plan;
}

util::DeviceError explain_speaker_failure(const std::string& speaker, const BusError& failure) {
  const auto problem = problem_of(failure.error.get());
  const std::string what = "speaker " + speaker + ": ";
  switch (problem) {
    case DeviceProblem::missing:
      return {problem, what + "it is not there; 'vchat list-devices' shows what there is"};
    case DeviceProblem::denied:
      return {problem, what + "permission denied; add yourself to the group 'audio' and log in again"};
    case DeviceProblem::busy:
      return {problem, what + "another program is using it"};
    default:
      return {problem, what + failure.error->message};
  }
}

}  // namespace vchat::media
