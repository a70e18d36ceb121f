#include "peer/bandwidth.hpp"

#include <algorithm>

namespace vchat::peer {

namespace {

using congestion::Time;

constexpr double headers = 0.94;           // what is left for the encoder of what its packets take
constexpr double least_picture = 25'000;   // bit/s
constexpr double repair_weight = 0.2;      // of the newest tick
constexpr double worth_a_try = 45'000;     // bit/s, after a pause
constexpr Time patience{4'000'000};        // with too little, before the picture pauses
constexpr Time longest_jam{400'000};       // by then its queue is empty
constexpr double share_of_passing = 0.85;  // of what passed in a jam
constexpr double share_unheard = 0.5;      // of the rate before, if nothing was heard
constexpr Time between_jams{4'000'000};    // a queue that somebody else fills may stay
constexpr Time picture_gap{2'000'000};     // between two of the pictures of a bad link; longer is none
constexpr Time least_pause{2'000'000};
constexpr Time longest_pause{15'000'000};  // then it is tried in any case: sound alone may not show what there is

}  // namespace

void Bandwidth::on_feedback(std::span<const congestion::PacketReport> packets, Time now) {
  for (const auto& packet : packets) {
    if (packet.again) repair_bytes_ += packet.bytes;
    if (jammed_since_ && packet.received && packet.sent < *jammed_since_) passing_.add(*packet.received, packet.bytes);
  }
  answers_.on_feedback(packets, now);
  controller_.on_feedback(packets, now);
}

void Bandwidth::measure_repairs(Time now) {
  if (ticked_ && now > *ticked_) {
    const auto rate = 8 * static_cast<double>(repair_bytes_) / congestion::seconds(now - *ticked_);
    repairs_ += repair_weight * (rate - repairs_);
  }
  ticked_ = now;
  repair_bytes_ = 0;
}

void Bandwidth::tick(double sound, bool picture, Time now) {
  if (picture || sound > 0) controller_.tick(now);
  if (picture) picture_seen_ = now;
  measure_repairs(now);
  heed_jams(picture, now);
  share(sound, now);
}

void Bandwidth::heed_jams(bool picture, Time now) {
  if (picture) answers_.on_sent(now);
  if (!jammed_since_) {
    if (now < next_jam_ || !answers_.overdue(now)) return;
    jammed_since_ = now;
    passing_ = {};
  } else if (!answers_.overdue(now) || now - *jammed_since_ > longest_jam) {
    end_jam(now);
  }
}

void Bandwidth::end_jam(Time now) {
  jammed_since_.reset();
  next_jam_ = now + between_jams;
  answers_.forget();
  // What the controller has seen by now may be from before.
  const auto passing = passing_.recent();
  controller_.limit(passing ? share_of_passing * *passing : share_unheard * controller_.target());
}

void Bandwidth::share(double sound, Time now) {
  const auto left = (controller_.target() - sound - repairs_) * headers;
  if (paused_since_) {
    const auto paused = now - *paused_since_;
    if (paused < longest_pause && (left < worth_a_try || paused < least_pause)) return;
    paused_since_.reset();
  }
  picture_ = std::max(left, least_picture);
  const bool sending = picture_seen_ && now - *picture_seen_ < picture_gap;
  if (left >= least_picture || !sending) {
    starving_since_.reset();
    return;
  }
  if (!starving_since_) starving_since_ = now;
  if (now - *starving_since_ < patience) return;
  starving_since_.reset();
  paused_since_ = now;
  picture_ = 0;
}

}  // namespace vchat::peer
