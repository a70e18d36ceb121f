#include "media/pulse_devices.hpp"

#include <algorithm>
#include <memory>

#include <gst/gst.h>

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"

namespace vchat::media {

namespace {

using List = std::unique_ptr<GList, glib::FreeWith<g_list_free>>;

PulseDevice describe(GstDevice* device) {
  PulseDevice described;
  const glib::GCharPtr name(gst_device_get_display_name(device));
  described.name = name.get();
  if (auto element = glib::sink(gst_device_create_element(device, nullptr))) {
    glib::GCharPtr id;
    g_object_get(element.get(), "device", static_cast<char**>(glib::out(id)), nullptr);
    if (id) described.id = id.get();
  }
  const glib::StructurePtr properties(gst_device_get_properties(device));
  if (properties) {
    gboolean is_default = FALSE;
    gst_structure_get_boolean(properties.get(), "is-default", &is_default);
    described.is_default = is_default != FALSE;
    const char* device_class = gst_structure_get_string(properties.get(), "device.class");
    described.monitor = device_class && std::string(device_class) == "monitor";
  }
  return described;
}

}  // namespace

std::vector<PulseDevice> list_pulse_devices(PulseKind kind) {
  auto provider = glib::adopt(gst_device_provider_factory_get_by_name("pulsedeviceprovider"));
  if (!provider) return {};
  // Started, for in 1.22 one that is not leaks a connection each time it is asked.
  if (!gst_device_provider_start(provider.get())) return {};
  const List found(gst_device_provider_get_devices(provider.get()));
  gst_device_provider_stop(provider.get());
  std::vector<PulseDevice> devices;
  for (const GList* item = found.get(); item; item = item->next) {
    auto device = glib::adopt(GST_DEVICE(item->data));
    if (gst_device_has_classes(device.get(), kind == PulseKind::source ? "Audio/Source" : "Audio/Sink"))
      devices.push_back(describe(device.get()));
  }
  return devices;
}

std::optional<PulseDevice> find_pulse_device(const std::vector<PulseDevice>& devices, const std::string& wanted) {
  const auto by = [&](auto PulseDevice::*member) {
    return std::find_if(devices.begin(), devices.end(), [&](const auto& device) { return device.*member == wanted; });
  };
  if (const auto same_id = by(&PulseDevice::id); same_id != devices.end()) return *same_id;
  if (const auto same_name = by(&PulseDevice::name); same_name != devices.end()) return *same_name;
  return std::nullopt;
}

std::optional<PulseDevice> choose_microphone(const std::vector<PulseDevice>& sources) {
  std::optional<PulseDevice> chosen;
  for (const auto& source : sources)
    if (!source.monitor && (!chosen || (source.is_default && !chosen->is_default))) chosen = source;
  return chosen;
}

}  // namespace vchat::media
