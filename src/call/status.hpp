// The status line of a call.
#pragma once

#include <chrono>
#include <string>

namespace vchat::call {

struct Status {
  std::string room;
  std::size_t people = 1;  // with oneself
  std::chrono::seconds time{0};
  double microphone_level = -100;  // dBFS
  bool microphone = false;         // there is one and it is not muted
  bool camera = false;
  bool recording = false;
  double send_bps = 0;          // bit/s
  double receive_bps = 0;       // bit/s
  bool picture_paused = false;  // to somebody, because the network does not carry it
  bool reconnecting = false;
};

/// One line that takes no more than `columns`: what matters most comes first. Coloured where ui::coloured() is.
/// Reentrant.
[[nodiscard]] std::string status_line(const Status& status, std::size_t columns);

}  // namespace vchat::call
