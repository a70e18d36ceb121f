// What is known of each address, in bounded memory.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace vchat::server {

/// A value for each address that was asked for lately. When there are too many, the one that was asked for longest ago
/// is forgotten. Not thread-safe.
template <class Value>
class AddressTable {
 public:
  explicit AddressTable(std::size_t most = 16'384) : most_(most) {}

  /// The value of `address`, made with `make()` if there is none; valid until the next call.
  template <class Make>
  Value& get(const std::string& address, Make make) {
    if (auto* const known = find(address)) return *known;
    if (entries_.size() >= most_) forget_oldest();
    entries_.emplace_front(address, make());
    places_.emplace(address, entries_.begin());
    return entries_.front().second;
  }

  /// Null if there is none.
  [[nodiscard]] Value* find(const std::string& address) {
    const auto place = places_.find(address);
    if (place == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, place->second);
    return &place->second->second;
  }

  /// Forgets those that nobody has asked for lately and of which `is_over(value)` says that they no longer matter.
  template <class IsOver>
  void tidy(IsOver is_over) {
    while (!entries_.empty() && is_over(entries_.back().second)) forget_oldest();
  }

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<std::string, Value>>;

  void forget_oldest() {
    places_.erase(entries_.back().first);
    entries_.pop_back();
  }

  const std::size_t most_;
  Entries entries_;  // the one asked for last is first
  std::unordered_map<std::string, typename Entries::iterator> places_;
};

}  // namespace vchat::server
