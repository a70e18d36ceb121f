#include "server/join_limits.hpp"

#include <algorithm>

namespace vchat::server {

using std::chrono::seconds;

seconds JoinRate::take(const std::string& address, Time now) {
  if (a_minute_ <= 0) return {};
  buckets_.tidy([&](util::TokenBucket& bucket) { return bucket.full(now); });
  auto& bucket = buckets_.get(address, [&] { return util::TokenBucket(a_minute_ / 60, a_minute_, now); });
  if (bucket.take(now)) return {};
  return std::max(std::chrono::ceil<seconds>(bucket.wait(now)), seconds(1));
}

seconds FailedAttempts::wait(const std::string& address, Time now) {
  failures_.tidy([&](const Failures& failures) { return now - failures.last >= memory; });
  const auto* const failures = failures_.find(address);
  if (free_ == 0 || !failures || failures->count < free_ || now - failures->last >= memory) return {};
  constexpr std::uint64_t most_doublings = 9;  // 512 s
  const seconds whole(1U << std::min(failures->count - free_, most_doublings));
  const auto until = failures->last + std::min(whole, longest_wait);
  return std::max(std::chrono::ceil<seconds>(until - now), seconds(0));
}

void FailedAttempts::add(const std::string& address, Time now) {
  auto& failures = failures_.get(address, [] { return Failures(); });
  if (now - failures.last >= memory) failures.count = 0;
  ++failures.count;
  failures.last = now;
}

void FailedAttempts::take_back(const std::string& address) {
  if (auto* const failures = failures_.find(address); failures && failures->count > 0) --failures->count;
}

}  // namespace vchat::server
