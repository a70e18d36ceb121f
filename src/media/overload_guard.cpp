#include "media/overload_guard.hpp"

#include <algorithm>

namespace vchat::media {

namespace {

constexpr std::array levels{WorkLimit{1, 0},       WorkLimit{2.0 / 3, 0}, WorkLimit{1.0 / 2, 0}, WorkLimit{1.0 / 3, 0},
                            WorkLimit{1.0 / 2, 1}, WorkLimit{1.0 / 3, 1}, WorkLimit{1.0 / 3, 2}};

constexpr double too_many = 0.15;  // late
constexpr double hardly_any = 0.03;
constexpr int least_offered = 5;  // to judge by
// Seconds.
constexpr int until_less = 3;
constexpr int until_more = 20;
constexpr int longest_until_more = 320;
constexpr int relapse = 15;  // after coming back: it was too much

}  // namespace

WorkLimit OverloadGuard::limit() const {
  return levels.at(level_);
}

bool OverloadGuard::update(const EncoderLoad& load) {
  ++since_return_;
  const double share = load.offered < least_offered ? 0 : static_cast<double>(load.late) / load.offered;
  bad_ = share > too_many ? bad_ + 1 : 0;
  good_ = share < hardly_any ? good_ + 1 : 0;
  const int patience = std::max(patience_, until_more);
  if (bad_ >= until_less && level_ + 1 < levels.size()) {
    const bool relapsed = returned_ && since_return_ <= relapse;
    patience_ = relapsed ? std::min(2 * patience, longest_until_more) : patience;
    returned_ = false;
    bad_ = 0;
    ++level_;
    return true;
  }
  if (level_ == 0 || good_ < patience) return false;
  good_ = 0;
  returned_ = true;
  since_return_ = 0;
  --level_;
  return true;
}

}  // namespace vchat::media
