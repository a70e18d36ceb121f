#include "tracks/track_writer.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "glib/error.hpp"
#include "media/clock.hpp"
#include "recording/low_priority.hpp"
#include "recording/new_file.hpp"
#include "util/error.hpp"

namespace vchat::tracks {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds period{500};
constexpr double overruns_a_second = 0.1;  // that are told
constexpr int file_mode = 0644;

}  // namespace

TrackWriter::TrackWriter(std::string folder, Meeting meeting, WriterObserver observer)
    : folder_(std::move(folder)),
      observer_(std::move(observer)),
      start_(media::running_time_now()),
      meeting_(std::move(meeting)),
      overruns_(overruns_a_second, 1, steady_clock::now()) {
  if (recording::nearly_full(folder_))
    throw util::Error("cannot record to " + folder_ + ": the disk is full", util::ExitCode::device);
  save();
  thread_ = std::jthread([this] { run(); });
}

TrackWriter::~TrackWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  thread_.join();
}

void TrackWriter::edit(const std::function<void(Meeting&)>& change) {
  const std::lock_guard lock(mutex_);
  change(meeting_);
  changed_ = true;
}

void TrackWriter::add(std::shared_ptr<TrackInput> input, TrackFacts facts) {
  auto writing = std::make_unique<Writing>(Writing{std::move(input), TrackFile(folder_, std::move(facts))});
  const std::lock_guard lock(mutex_);
  added_.push_back(std::move(writing));
}

void TrackWriter::run() {
  recording::lower_priority();
  std::unique_lock lock(mutex_);
  for (bool wait_for_disk = false;; wait_for_disk = !wait_for_disk) {
    wake_.wait_for(lock, period, [this] { return stopping_; });
    const bool last = stopping_;
    std::move(added_.begin(), added_.end(), std::back_inserter(writing_));
    added_.clear();
    if (last) {
      meeting_.duration = static_cast<Milliseconds>((media::running_time_now() - start_) / GST_MSECOND);
      changed_ = true;
    }
    lock.unlock();
    write_all(wait_for_disk, last);
    attempt([this] { save(); });
    if (last) return;
    lock.lock();
  }
}

void TrackWriter::write_all(bool wait_for_disk, bool last) {
  for (auto& writing : writing_) {
    if (failed_) return;
    attempt([&] {
      if (write(*writing, wait_for_disk, last)) writing = nullptr;
    });
  }
  // While there is room to end them in order.
  if (wait_for_disk && !failed_ && recording::nearly_full(folder_)) fail({true, "the disk is full"});
  std::erase(writing_, nullptr);
}

bool TrackWriter::write(Writing& writing, bool wait_for_disk, bool last) {
  auto& [input, file] = writing;
  const bool ends = input->closed() || last;
  for (auto& unit : input->take()) file.add(std::move(unit));
  input->wants_keyframe = file.wants_keyframe();
  if (input->take_overrun() && overruns_.take(steady_clock::now())) observer_.on_overrun();
  if (file.flush()) tell(file.facts());
  if (ends) {
    file.finish();
    if (file.begun()) tell(file.facts());
  }
  if (wait_for_disk || ends) file.sync();
  return ends;
}

/// Whatever goes wrong is the end of the recording, not of the call.
void TrackWriter::attempt(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    fail({recording::nearly_full(folder_), error.what()});
  }
}

void TrackWriter::tell(const TrackFacts& facts) {
  const std::lock_guard lock(mutex_);
  auto& tracks = meeting_.tracks;
  const auto is_it = [&](const TrackFacts& known) { return known.file == facts.file; };
  if (const auto known = std::find_if(tracks.begin(), tracks.end(), is_it); known != tracks.end())
    *known = facts;
  else
    tracks.push_back(facts);
  changed_ = true;
}

/// The files that go on are ended as far as that is possible: what makes seeking fast may be missing.
void TrackWriter::fail(const recording::Failure& failure) {
  if (std::exchange(failed_, true)) return;
  for (const auto& writing : writing_) {
    if (!writing) continue;
    try {
      writing->file.finish();
      if (writing->file.begun()) tell(writing->file.facts());
    } catch (const std::exception& error) {
      g_info("%s", error.what());
    }
  }
  observer_.on_failed(failure);
}

void TrackWriter::save() {
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(changed_, false)) return;
    text = to_json(meeting_);
  }
  const auto path = folder_ + "/" + meeting_file;
  glib::GErrorPtr error;
  g_file_set_contents_full(path.c_str(), text.data(), static_cast<gssize>(text.size()), G_FILE_SET_CONTENTS_CONSISTENT,
                           file_mode, glib::out(error));
  if (error) throw util::Error(error->message, util::ExitCode::device);
}

}  // namespace vchat::tracks
