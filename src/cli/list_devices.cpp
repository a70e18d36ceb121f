// vchat list-devices: what this machine can capture, play, encode with and share.
#include <memory>

#include <gst/gst.h>

#include "cli/shared_options.hpp"
#include "cli/subcommands.hpp"
#include "media/devices.hpp"
#include "screen/screens.hpp"
#include "ui/output.hpp"

namespace vchat::cli {

namespace {

const char* kind_name(media::DeviceKind kind) {
  switch (kind) {
    case media::DeviceKind::camera:
      return "camera";
    case media::DeviceKind::microphone:
      return "microphone";
    case media::DeviceKind::speaker:
      return "speaker";
    case media::DeviceKind::screen:
      return "screen";
    case media::DeviceKind::encoder:
      break;
  }
  return "encoder";
}

void print_json(const media::Device& device) {
  ui::JsonObject object;
  object.add("kind", kind_name(device.kind))
      .add("id", device.id)
      .add("name", device.name)
      .add("default", device.is_default)
      .add("details", device.details);
  ui::print_line(object.text());
}

util::ExitCode list(bool json) {
  gst_init(nullptr, nullptr);
  auto devices = media::list_devices();
  const auto screens = screen::list_screens();
  devices.insert(devices.end(), screens.begin(), screens.end());
  if (json) {
    for (const auto& device : devices) print_json(device);
    return util::ExitCode::ok;
  }
  ui::Table table({"KIND", "NAME", "ID", "DEFAULT", "DETAILS"});
  for (const auto& device : devices)
    table.add_row({kind_name(device.kind), device.name, device.id, device.is_default ? "yes" : "", device.details});
  ui::print_line(table.text());
  return util::ExitCode::ok;
}

}  // namespace

void add_list_devices(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("list-devices",
                                     "Show the cameras, microphones, speakers, encoders and screens of this machine");
  const auto json = std::make_shared<bool>(false);
  add_json_option(*command, *json);
  command->callback([&action, json] { action = [json] { return list(*json); }; });
}

}  // namespace vchat::cli
