#include "tracks/track_file.hpp"

#include <algorithm>
#include <utility>

#include "tracks/track_format.hpp"

namespace vchat::tracks {

TrackFile::TrackFile(const std::string& folder, TrackFacts facts)
    : path_(folder + "/" + facts.file), facts_(std::move(facts)) {}

bool TrackFile::accept(const Unit& unit) {
  if (unit.medium == media::Medium::audio) return true;
  if (unit.interrupted && !unit.keyframe) waits_for_keyframe_ = true;
  if (waits_for_keyframe_ && !unit.keyframe) return false;
  return true;
}

void TrackFile::add(Unit unit) {
  auto& medium = medium_of(unit);
  if (unit.time < 0 || !accept(unit)) return;
  if (!medium.format) medium.format = track_format(unit.caps.get(), unit.data);
  if (!medium.format) return;
  if (unit.medium == media::Medium::video) waits_for_keyframe_ = false;
  unit.time = std::max({unit.time, medium.last + 1, file_ ? std::int64_t{facts_.start} : 0});
  medium.last = unit.time;
  note(unit);
  waiting_.push_back(std::move(unit));
}

void TrackFile::note(const Unit& unit) {
  auto& facts = unit.medium == media::Medium::video ? facts_.video : facts_.audio;
  if (!facts) {
    facts = MediumFacts{codec_name(unit.caps.get()), static_cast<Milliseconds>(unit.time), 0};
    changed_ = true;
  } else if (unit.interrupted && unit.medium == media::Medium::video) {
    ++facts->interrupted;
    changed_ = true;
  }
}

bool TrackFile::flush() {
  if (waiting_.empty()) return false;
  auto units = std::exchange(waiting_, {});
  std::stable_sort(units.begin(), units.end(),
                   [](const auto& one, const auto& other) { return one.time < other.time; });
  if (!file_) {
    file_ = std::make_unique<MatroskaFile>(path_);
    facts_.start = static_cast<Milliseconds>(units.front().time);
  }
  std::vector<MatroskaBlock> blocks;
  for (auto& unit : units) {
    auto& medium = medium_of(unit);
    if (medium.track == 0) medium.track = file_->add_track(*medium.format);
    const std::chrono::milliseconds time(unit.time - facts_.start);
    blocks.push_back({medium.track, time, unit.keyframe, stored_form(unit.caps.get(), std::move(unit.data))});
  }
  file_->write_cluster(blocks);
  return std::exchange(changed_, false);
}

void TrackFile::sync() {
  if (file_) file_->sync();
}

void TrackFile::finish() {
  if (!file_) return;
  file_->finish();
  facts_.end = static_cast<Milliseconds>(std::max(media_[0].last, media_[1].last));
}

}  // namespace vchat::tracks
