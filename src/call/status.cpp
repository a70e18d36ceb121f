#include "call/status.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "ui/console.hpp"
#include "ui/text.hpp"

namespace vchat::call {

namespace {

constexpr int bar_columns = 8;
constexpr double quietest = -60;  // dBFS: an empty bar

std::string clock_time(std::chrono::seconds time) {
  const auto total = time.count();
  char text[32];
  if (total >= 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(total / 3600),
                  static_cast<long long>(total / 60 % 60), static_cast<long long>(total % 60));
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(total / 60),
                  static_cast<long long>(total % 60));
  }
  return text;
}

std::string bit_rate(double bps) {
  char text[32];
  std::snprintf(text, sizeof text, bps < 999'500 ? "%.0fk" : "%.1fM", bps < 999'500 ? bps / 1e3 : bps / 1e6);
  return text;
}

std::string level_bar(double level) {
  const double share = std::clamp((level - quietest) / -quietest, 0.0, 1.0);
  const int full = static_cast<int>(std::lround(share * bar_columns));
  std::string bar;
  for (int i = 0; i < bar_columns; ++i) bar += i < full ? "█" : "░";
  return bar;
}

struct Part {
  std::string text;
  const char* colour;  // none if null
};

std::vector<Part> parts_of(const Status& status) {
  std::vector<Part> parts{{ui::printable(status.room), "1"}};
  if (status.reconnecting) parts.push_back({"reconnecting", "33"});
  if (status.recording) parts.push_back({"● recording", "31"});
  parts.push_back({std::to_string(status.people) + (status.people == 1 ? " person" : " people"), nullptr});
  parts.push_back({clock_time(status.time), nullptr});
  if (!status.microphone) parts.push_back({"muted", "31"});
  if (!status.camera) parts.push_back({"camera off", "31"});
  if (status.picture_paused) parts.push_back({"picture paused: slow network", "33"});
  if (status.microphone) parts.push_back({"mic " + level_bar(status.microphone_level), "32"});
  parts.push_back({"↑" + bit_rate(status.send_bps) + " ↓" + bit_rate(status.receive_bps) + "bit/s", nullptr});
  return parts;
}

}  // namespace

std::string status_line(const Status& status, std::size_t columns) {
  constexpr std::string_view separator = " · ";
  std::string line;
  std::size_t used = 0;
  for (const auto& [text, colour] : parts_of(status)) {
    const auto before = line.empty() ? std::string_view() : separator;
    const auto shown = line.empty() ? ui::fitted(text, columns) : text;
    const auto width = ui::text_width(before) + ui::text_width(shown);
    if (used + width > columns) break;
    line.append(before).append(colour ? ui::coloured(shown, colour) : shown);
    used += width;
  }
  return line;
}

}  // namespace vchat::call
