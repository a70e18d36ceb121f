// What the server counts while it runs, for GET /metrics.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace vchat::server {

/// Counters by one label. Labels are words of the program, never something that a client sent: their number is bounded.
class LabelledCounter {
 public:
  void add(std::string_view label) {
    const auto found = values_.find(label);
    if (found != values_.end())
      ++found->second;
    else
      values_.emplace(label, 1);
  }
  [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& values() const noexcept { return values_; }

 private:
  std::map<std::string, std::uint64_t, std::less<>> values_;
};

/// One instance, owned by the Server; who has something to count holds a reference. Everything since the start.
/// Thread-bound.
struct Metrics {
  std::uint64_t connections = 0;  // accepted
  std::uint64_t websockets = 0;   // upgraded
  std::uint64_t requests = 0;     // HTTP, upgrades included
  std::uint64_t joins = 0;
  std::uint64_t leaves = 0;  // of every kind
  std::uint64_t resumes = 0;
  std::uint64_t password_checks = 0;  // hashes computed
  std::uint64_t queue_drops = 0;      // clients who read too slowly
  LabelledCounter messages;           // from clients, by type; "unknown" for any other
  LabelledCounter refusals;           // by the code of docs/protocol.md, or what the connection was refused for
};

}  // namespace vchat::server
