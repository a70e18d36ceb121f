// The least of what was seen lately.
#pragma once

#include <deque>

namespace vchat::util {

/// The least of the values in a window of time that moves on. Times never go back by much. Not thread-safe.
template <class Time>
class WindowMinimum {
 public:
  explicit WindowMinimum(Time window) : window_(window) {}

  void add(Time at, Time value) {
    while (!values_.empty() && values_.back().value >= value) values_.pop_back();
    values_.push_back({at, value});
    while (at - values_.front().at > window_) values_.pop_front();
  }
  void clear() { values_.clear(); }
  [[nodiscard]] bool empty() const { return values_.empty(); }
  /// Not to be called when empty.
  [[nodiscard]] Time get() const { return values_.front().value; }

 private:
  struct Value {
    Time at;
    Time value;
  };
  Time window_;
  std::deque<Value> values_;  // grow from front to back
};

}  // namespace vchat::util
