#include "recording/file_series.hpp"

#include <algorithm>
#include <utility>

#include "util/error.hpp"

namespace vchat::recording {

namespace {

constexpr std::size_t most_waiting = 1'000;  // access units

bool is_keyframe(GstSample* sample) {
  return !GST_BUFFER_FLAG_IS_SET(gst_sample_get_buffer(sample), GST_BUFFER_FLAG_DELTA_UNIT);
}

}  // namespace

FileSeries::FileSeries(NewFile first, Options options, GstClockTime origin, SeriesObserver observer)
    : options_(std::move(options)),
      container_(container_of(options_.name)),
      observer_(std::move(observer)),
      first_(std::move(first)),
      caps_(options_.streams),
      origin_(origin),
      broken_(options_.streams, false) {}

FileSeries::~FileSeries() = default;

void FileSeries::push(std::size_t stream, GstSample* sample) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  try {
    if (current_) return route(stream, sample);
    if (!caps_[stream]) caps_[stream] = glib::share(gst_sample_get_caps(sample));
    if (waiting_.size() < most_waiting) waiting_.emplace_back(stream, glib::share(sample));
    if (std::all_of(caps_.begin(), caps_.end(), [](const auto& caps) { return bool(caps); })) open_first();
  } catch (const util::Error& error) {
    fail({false, error.what()});
  }
}

void FileSeries::open_first() {
  auto file = std::move(*first_);
  first_.reset();
  begin_part(std::move(file), origin_);
  for (const auto& [stream, sample] : std::exchange(waiting_, {})) route(stream, sample.get());
}

void FileSeries::begin_part(NewFile file, GstClockTime origin) {
  auto next = std::make_unique<MediaFile>(std::move(file), container_, caps_, origin,
                                          [this](const Failure& failure) { observer_.on_failed(failure); });
  if (previous_) retire(std::move(previous_));
  previous_ = std::exchange(current_, std::move(next));
  if (previous_ && options_.streams == 1) retire(std::move(previous_));
  origin_ = origin;
  asked_for_keyframe_ = false;
  observer_.on_part(current_->path());
}

void FileSeries::split_if_due(GstSample* sample) {
  const auto at = GST_BUFFER_PTS(gst_sample_get_buffer(sample));
  if (at < origin_ || !options_.split.reached(current_->size(), std::chrono::nanoseconds(at - origin_))) return;
  if (is_keyframe(sample)) {
    begin_part(NewFile(options_.name, options_.overwrite, current_->number() + 1), at);
  } else if (!std::exchange(asked_for_keyframe_, true)) {
    observer_.want_keyframe();
  }
}

void FileSeries::route(std::size_t stream, GstSample* sample) {
  if (stream == 0) split_if_due(sample);
  if (stream == 0 && is_keyframe(sample)) asked_for_keyframe_ = false;
  const bool earlier = GST_BUFFER_PTS(gst_sample_get_buffer(sample)) < origin_;
  if (previous_ && stream != 0 && !earlier) retire(std::move(previous_));
  auto* file = previous_ && earlier ? previous_.get() : current_.get();
  if (broken_[stream] && !is_keyframe(sample)) return;
  broken_[stream] = !file->push(stream, sample);
  if (broken_[stream] && stream == 0 && !std::exchange(asked_for_keyframe_, true)) observer_.want_keyframe();
}

/// Completes it beside the stream, which must not wait.
void FileSeries::retire(std::unique_ptr<MediaFile> file) {
  retiring_ = std::async(std::launch::async, [this, file = std::shared_ptr(std::move(file))] {
    file->finish();
    observer_.on_complete(file->path());
  });
}

void FileSeries::fail(const Failure& failure) {
  closed_ = true;
  waiting_.clear();
  observer_.on_failed(failure);
}

void FileSeries::finish() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  waiting_.clear();
  first_.reset();
  auto retiring = std::move(retiring_);
  const auto previous = std::move(previous_);
  const auto current = std::move(current_);
  lock.unlock();
  if (retiring.valid()) retiring.wait();
  for (const auto* file : {&previous, &current}) {
    if (!*file) continue;
    (*file)->finish();
    observer_.on_complete((*file)->path());
  }
}

}  // namespace vchat::recording
