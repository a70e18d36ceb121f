#include "call/recordings.hpp"

namespace vchat::call {

namespace {

template <class Recording>
bool start_or_stop(Recording& recording, std::string_view argument) {
  if (argument == "off")
    recording.stop();
  else if (!argument.empty())
    recording.start(std::string(argument));
  return !argument.empty();
}

}  // namespace

Recordings::Recordings(const Parts& parts, const Options& options, const Recorder::Observer& observer)
    : tracks_(parts.conference, parts.own, observer.tell), meeting_(parts.meeting, options.meeting, observer) {
  if (!options.tracks.empty()) tracks_.start(options.tracks);
}

void Recordings::on_screen() {
  tracks_.on_screen();
  meeting_.on_screen();
}

void Recordings::end() {
  meeting_.end();
  tracks_.end();
}

bool Recordings::run_record(std::string_view argument) {
  return start_or_stop(meeting_, argument);
}

bool Recordings::run_record_tracks(std::string_view argument) {
  return start_or_stop(tracks_, argument);
}

}  // namespace vchat::call
