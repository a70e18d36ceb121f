#include "congestion/answer_watch.hpp"

#include <algorithm>

namespace vchat::congestion {

namespace {

constexpr Time patience{300'000};  // three times the usual interval of feedback
constexpr double rise = 0.02;      // of the distance, with each feedback: a longer way, or a queue of somebody else
constexpr std::size_t most_unanswered = 100;
// Fewer may be the end of what is sent: GStreamer gives feedback only when a packet comes, and tells of the last ones
// with the first of those after a pause.
constexpr std::size_t least_unanswered = 4;

}  // namespace

void AnswerWatch::on_sent(Time now) {
  unanswered_.push_back(now);
  if (unanswered_.size() > most_unanswered) unanswered_.pop_front();
}

void AnswerWatch::on_feedback(std::span<const PacketReport> packets, Time now) {
  std::optional<Time> newest;
  for (const auto& packet : packets)
    if (packet.received) newest = std::max(newest.value_or(packet.sent), packet.sent);
  if (!newest) return;
  while (!unanswered_.empty() && unanswered_.front() <= *newest) unanswered_.pop_front();
  const auto took = now - *newest;
  if (!usual_ || took < *usual_)
    usual_ = took;
  else
    *usual_ += Time(static_cast<Time::rep>(rise * static_cast<double>((took - *usual_).count())));
}

bool AnswerWatch::overdue(Time now) const {
  if (unanswered_.size() < least_unanswered || !usual_) return false;
  return now - unanswered_.front() > *usual_ + patience;
}

}  // namespace vchat::congestion
