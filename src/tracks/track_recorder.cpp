#include "tracks/track_recorder.hpp"

#include <algorithm>
#include <utility>

#include "media/clock.hpp"

namespace vchat::tracks {

namespace {

constexpr std::chrono::milliseconds keyframe_period{1000};

Meeting new_meeting(std::string room, std::string started) {
  Meeting meeting;
  meeting.room = std::move(room);
  meeting.started = std::move(started);
  return meeting;
}

/// Brings what the writer tells to the main context, as long as the recorder lives there.
WriterObserver posted(const glib::Executor& executor, const std::weak_ptr<const RecorderObserver>& observer) {
  return {.on_failed =
              [executor, observer](const recording::Failure& failure) {
                executor.post([observer, failure] {
                  if (const auto locked = observer.lock()) locked->on_failed(failure);
                });
              },
          .on_overrun =
              [executor, observer] {
                executor.post([observer] {
                  if (const auto locked = observer.lock()) locked->on_overrun();
                });
              }};
}

}  // namespace

TrackRecorder::TrackRecorder(const std::string& folder, std::string room, std::string started,
                             RecorderObserver observer)
    : observer_(std::make_shared<const RecorderObserver>(std::move(observer))),
      writer_(folder, new_meeting(std::move(room), std::move(started)), posted(executor_, observer_)) {
  keyframe_timer_ = glib::every(executor_, keyframe_period, [this] { ask_for_keyframes(); });
}

TrackRecorder::~TrackRecorder() {
  keyframe_timer_.reset();
  sessions_.clear();
}

Milliseconds TrackRecorder::now() const {
  return static_cast<Milliseconds>((media::running_time_now() - writer_.start()) / GST_MSECOND);
}

void TrackRecorder::joined(const std::string& id, const std::string& name, bool self) {
  names_.emplace_back(id, name);
  writer_.edit([&](Meeting& meeting) {
    if (meeting.people.size() == most_people) return;
    PersonFacts person;
    person.id = id;
    person.name = name;
    person.self = self;
    person.joined = now();
    meeting.people.push_back(std::move(person));
  });
}

void TrackRecorder::change(const std::string& id, const std::function<void(PersonFacts&)>& how) {
  writer_.edit([&](Meeting& meeting) {
    const auto has_id = [&](const PersonFacts& person) { return person.id == id; };
    const auto found = std::find_if(meeting.people.rbegin(), meeting.people.rend(), has_id);
    if (found != meeting.people.rend()) how(*found);
  });
}

void TrackRecorder::left(const std::string& id) {
  std::erase_if(names_, [&](const auto& known) { return known.first == id; });
  change(id, [this](PersonFacts& person) { person.left = now(); });
}

void TrackRecorder::sends(const std::string& id, bool audio, bool video) {
  change(id, [&](PersonFacts& person) {
    const MediaFacts media{now(), audio, video};
    // Whoever changes it a thousand times has the last one right.
    if (person.media.size() == most_media_changes)
      person.media.back() = media;
    else
      person.media.push_back(media);
  });
}

void TrackRecorder::add(const std::string& person, const std::string& session, Purpose purpose,
                        const std::shared_ptr<media::EncodedStream>& video,
                        const std::shared_ptr<media::EncodedStream>& audio) {
  const auto is_known = [&](const Session& known) { return known.person == person && known.session == session; };
  if (std::any_of(sessions_.begin(), sessions_.end(), is_known) || files_ == most_tracks) return;
  const auto has_id = [&](const auto& known) { return known.first == person; };
  const auto name = std::find_if(names_.begin(), names_.end(), has_id);
  TrackFacts facts;
  facts.file = track_file_name(++files_, name == names_.end() ? "" : name->second, purpose);
  facts.person = person;
  facts.session = session;
  facts.purpose = purpose;
  Session added{person, session, std::make_shared<TrackInput>(writer_.start()), nullptr, nullptr};
  writer_.add(added.input, std::move(facts));
  const auto subscribe = [&](const auto& stream, media::Medium medium) {
    return stream ? stream->subscribe([input = added.input, medium](GstSample* unit) { input->push(medium, unit); })
                  : nullptr;
  };
  added.video = subscribe(video, media::Medium::video);
  added.audio = subscribe(audio, media::Medium::audio);
  if (added.video) added.video->request_keyframe();
  sessions_.push_back(std::move(added));
}

void TrackRecorder::remove(const std::string& person, const std::string& session) {
  const auto found = std::find_if(sessions_.begin(), sessions_.end(), [&](const Session& known) {
    return known.person == person && known.session == session;
  });
  if (found == sessions_.end()) return;
  found->video.reset();
  found->audio.reset();
  found->input->close();
  sessions_.erase(found);
}

/// The one that was asked for may have been lost on the way.
void TrackRecorder::ask_for_keyframes() {
  for (const auto& session : sessions_)
    if (session.video && session.input->wants_keyframe) session.video->request_keyframe();
}

}  // namespace vchat::tracks
