// How often an address may try to enter a room.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "server/address_table.hpp"
#include "util/token_bucket.hpp"

namespace vchat::server {

/// Joins a minute, evenly in the long run and all at once after a pause. Not thread-safe.
class JoinRate {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// 0: as many as they like.
  explicit JoinRate(std::uint64_t a_minute) : a_minute_(static_cast<double>(a_minute)) {}

  /// Counts a join; the wait before the next one may come if it is one too many, 0 if it may go on.
  [[nodiscard]] std::chrono::seconds take(const std::string& address, Time now);

 private:
  const double a_minute_;
  AddressTable<util::TokenBucket> buckets_;
};

/// Wrong passwords and tokens. After the first few an address has to wait, twice as long after each: 1 s, 2 s, … up to
/// 5 min. Forgotten 15 min after the last. Not thread-safe.
class FailedAttempts {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds longest_wait{300};
  static constexpr std::chrono::minutes memory{15};

  /// `free`: how many are not followed by a wait; 0: there are never any waits.
  explicit FailedAttempts(std::uint64_t free) : free_(free) {}

  /// How long the address has to wait before its next attempt; 0 if it need not.
  [[nodiscard]] std::chrono::seconds wait(const std::string& address, Time now);
  /// Counts an attempt as failed: one that is still being checked too, so that many at once are no way around.
  void add(const std::string& address, Time now);
  /// Takes one add() back: that attempt was right.
  void take_back(const std::string& address);

 private:
  struct Failures {
    std::uint64_t count = 0;
    Time last{};
  };

  const std::uint64_t free_;
  AddressTable<Failures> failures_;
};

}  // namespace vchat::server
