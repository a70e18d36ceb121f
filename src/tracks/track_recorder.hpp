// A recording in which everybody's streams stay apart, as they were sent.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "glib/executor.hpp"
#include "glib/source.hpp"
#include "media/encoded_stream.hpp"
#include "tracks/meeting.hpp"
#include "tracks/track_writer.hpp"

namespace vchat::tracks {

/// Called on the main context, never from within a call into the recorder.
struct RecorderObserver {
  /// The recording has ended, as when the disk is full; what was written can be played.
  std::function<void(const recording::Failure&)> on_failed;
  /// Goes on with gaps, since the disk is too slow.
  std::function<void()> on_overrun;
};

/// Nothing is decoded or encoded. Who is added has the folder's next file, once something comes. Thread-bound to the
/// main context; the disk is only waited for at the beginning and at the end.
class TrackRecorder {
 public:
  /// Begins now, in an empty `folder` that is there. `started`: RFC 3339.
  /// @throws util::Error (exit code 5) if nothing can be written there.
  TrackRecorder(const std::string& folder, std::string room, std::string started, RecorderObserver observer);
  /// Ends every file.
  ~TrackRecorder();
  TrackRecorder(const TrackRecorder&) = delete;
  TrackRecorder& operator=(const TrackRecorder&) = delete;

  // People, by their ids.
  void joined(const std::string& id, const std::string& name, bool self);
  void left(const std::string& id);
  void sends(const std::string& id, bool audio, bool video);

  /// From now on these are written; either may be absent. Does nothing for a session of that person that is known.
  void add(const std::string& person, const std::string& session, Purpose purpose,
           const std::shared_ptr<media::EncodedStream>& video, const std::shared_ptr<media::EncodedStream>& audio);
  void remove(const std::string& person, const std::string& session);

 private:
  struct Session {
    std::string person;
    std::string session;
    std::shared_ptr<TrackInput> input;
    std::unique_ptr<media::Subscription> video;
    std::unique_ptr<media::Subscription> audio;
  };

  [[nodiscard]] Milliseconds now() const;
  void change(const std::string& person, const std::function<void(PersonFacts&)>& how);
  void ask_for_keyframes();

  const glib::Executor executor_;
  const std::shared_ptr<const RecorderObserver> observer_;
  TrackWriter writer_;
  std::size_t files_ = 0;
  std::vector<std::pair<std::string, std::string>> names_;  // of who is in the room, by id
  std::vector<Session> sessions_;
  glib::ScopedSource keyframe_timer_;
};

}  // namespace vchat::tracks
