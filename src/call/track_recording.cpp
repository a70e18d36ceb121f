#include "call/track_recording.hpp"

#include <utility>

#include <glib.h>

#include "glib/owned.hpp"
#include "recording/new_file.hpp"
#include "tracks/new_folder.hpp"
#include "util/error.hpp"

namespace vchat::call {

namespace {

constexpr const char* own_session = "own";
constexpr const char* own_screen_session = "own-screen";

std::string time_now() {
  const std::unique_ptr<GDateTime, glib::FreeWith<g_date_time_unref>> now(g_date_time_new_now_utc());
  return glib::GCharPtr(g_date_time_format(now.get(), "%Y-%m-%dT%H:%M:%SZ")).get();
}

tracks::Purpose purpose_of(protocol::Purpose purpose) {
  return purpose == protocol::Purpose::call ? tracks::Purpose::call : tracks::Purpose::screen;
}

}  // namespace

TrackRecording::TrackRecording(Conference& conference, Own own, std::function<void(const Event&)> tell)
    : conference_(conference), own_(std::move(own)), tell_(std::move(tell)) {}

void TrackRecording::start(const std::string& folder) {
  if (recorder_ || folder_) throw util::UsageError("There is a recording already; /record-tracks off ends it");
  folder_ = tracks::new_folder(folder);
  if (conference_.joined()) begin();
}

void TrackRecording::begin() {
  folder_on_disk_ = *std::exchange(folder_, std::nullopt);
  try {
    record_everybody();
  } catch (const util::Error& error) {
    return fail(error.what(), recording::nearly_full(folder_on_disk_));
  }
  tell_(RecordingChanged{folder_on_disk_, true, {}});
}

void TrackRecording::record_everybody() {
  recorder_ = std::make_unique<tracks::TrackRecorder>(
      folder_on_disk_, conference_.room(), time_now(),
      tracks::RecorderObserver{
          .on_failed = [this](const recording::Failure& failure) { fail(failure.message, failure.disk_full); },
          .on_overrun =
              [this] {
                tell_(Warning{"recording-slow", "The disk is too slow for the recording: parts of it are missing"});
              }});
  add_self();
  conference_.for_each([this](const Participant& participant) {
    const auto& user = participant.user();
    add_person(user.id, user.name, user.media);
    add_sessions(participant);
  });
}

void TrackRecording::add_sessions(const Participant& participant) {
  for (const auto purpose : {protocol::Purpose::call, protocol::Purpose::screen}) {
    const auto* session = participant.session(purpose);
    if (!session || session->state() != peer::State::connected) continue;
    recorder_->add(participant.user().id, session->id(), purpose_of(purpose), session->received_video(),
                   session->received_audio());
  }
}

void TrackRecording::add_self() {
  const auto& self = conference_.self();
  own_id_ = self.id;
  recorder_->joined(own_id_, self.name, true);
  on_capture();
  recorder_->add(own_id_, own_session, tracks::Purpose::call, own_.video, own_.audio);
  on_screen();
}

void TrackRecording::stop() {
  if (!recorder_ && !folder_) throw util::UsageError("There is no recording; /record-tracks DIR begins one");
  finish("asked");
}

void TrackRecording::end() {
  finish("left");
}

void TrackRecording::finish(const std::string& reason) {
  folder_.reset();
  if (recorder_) close(reason);
}

void TrackRecording::close(const std::string& reason) {
  recorder_.reset();
  tell_(RecordingChanged{folder_on_disk_, false, reason});
}

void TrackRecording::fail(const std::string& message, bool disk_full) {
  tell_(Warning{disk_full ? "recording-disk-full" : "recording-failed",
                "The recording ends: " + message + ". The call goes on"});
  close(disk_full ? "disk-full" : "failed");
}

void TrackRecording::on_event(const Event& event) {
  const auto* joined = std::get_if<Joined>(&event);
  const bool begins = joined && folder_;
  if (begins) begin();
  if (!recorder_) return;
  if (joined) {
    if (!begins) {
      // The server has forgotten us and we are somebody else now.
      for (const auto* session : {own_session, own_screen_session}) recorder_->remove(own_id_, session);
      recorder_->left(own_id_);
      add_self();
    }
    // They become participants only after this.
    for (const auto& user : joined->users) add_person(user.id, user.name, user.media);
  } else if (const auto* user = std::get_if<UserJoined>(&event)) {
    add_person(user->id, user->name, user->media);
  } else if (const auto* gone = std::get_if<UserLeft>(&event)) {
    recorder_->left(gone->id);
  } else if (const auto* change = std::get_if<MediaChanged>(&event)) {
    recorder_->sends(change->id, change->media.audio, change->media.video);
  } else if (const auto* session = std::get_if<SessionChanged>(&event)) {
    on_session(*session);
  }
}

void TrackRecording::add_person(const std::string& id, const std::string& name, const protocol::MediaState& media) {
  recorder_->joined(id, name, false);
  recorder_->sends(id, media.audio, media.video);
}

void TrackRecording::on_session(const SessionChanged& change) {
  switch (change.state) {
    case peer::State::connecting:
      return;
    case peer::State::connected:
      return conference_.for_each([&](const Participant& participant) {
        if (participant.user().id == change.id) add_sessions(participant);
      });
    case peer::State::failed:
    case peer::State::closed:
      return recorder_->remove(change.id, change.session);
  }
}

void TrackRecording::on_capture() {
  if (!recorder_) return;
  const auto state = own_.state();
  recorder_->sends(own_id_, state.audio, state.video);
}

void TrackRecording::on_screen() {
  if (!recorder_) return;
  recorder_->remove(own_id_, own_screen_session);
  try {
    if (const auto video = own_.screen())
      recorder_->add(own_id_, own_screen_session, tracks::Purpose::screen, video, nullptr);
  } catch (const util::Error& error) {
    tell_(Warning{"recording-failed", std::string("The recording lacks your screen: ") + error.what()});
  }
}

}  // namespace vchat::call
