// How a call went, person by person.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "call/event.hpp"

namespace vchat::call {

/// Adds up what Stats tells each second. Not thread-safe.
class SummaryKeeper {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void add(const Stats& stats, Time now);
  /// In order of first being connected.
  [[nodiscard]] Summary summary() const;

 private:
  struct Person {
    PersonSummary sums;                // rates, losses and round trips as sums until summary()
    std::uint64_t freezes_before = 0;  // of sessions that are over
    std::uint64_t freezes_now = 0;
    double seconds = 0;
    Time seen{};
  };
  std::vector<Person> people_;
};

}  // namespace vchat::call
