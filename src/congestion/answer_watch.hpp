// Whether feedback is overdue.
#pragma once

#include <deque>
#include <optional>
#include <span>

#include "congestion/packet_report.hpp"

namespace vchat::congestion {

/// Where a link becomes narrow at once, its queue is full before feedback can tell, and the feedback waits in the queue
/// of the other direction; that nothing is heard of what was sent is the first sign (the idea of the congestion window
/// in RFC 8298, section 4.1.2). Pure logic; not thread-safe.
class AnswerWatch {
 public:
  /// Something was sent about now; call once in about 100 ms.
  void on_sent(Time now);
  void on_feedback(std::span<const PacketReport> packets, Time now);
  /// True while sending goes on, or went on, and should long have been answered.
  [[nodiscard]] bool overdue(Time now) const;
  /// What has not been answered yet does not count any more.
  void forget() { unanswered_.clear(); }

 private:
  std::deque<Time> unanswered_;  // times of sending
  std::optional<Time> usual_;    // from sending to feedback, when nothing waits
};

}  // namespace vchat::congestion
