// The counters and gauges of the server for Prometheus.
#pragma once

#include <chrono>
#include <string>

#include "server/metrics.hpp"

namespace vchat::server {

/// What there is now.
struct Gauges {
  std::size_t connections = 0;
  std::size_t websockets = 0;
  std::size_t rooms = 0;
  std::size_t users = 0;
};

/// The body of GET /metrics, in the text format 0.0.4, with the figures of this process. `started`: when it began to
/// serve. Reentrant.
[[nodiscard]] std::string metrics_text(const Metrics& metrics, const Gauges& gauges,
                                       std::chrono::system_clock::time_point started);

}  // namespace vchat::server
