#include "tracks/composer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "media/grid_layout.hpp"
#include "util/error.hpp"

namespace vchat::tracks {

namespace {

using std::chrono::milliseconds;

constexpr auto never = TrackLine::Time::max();
constexpr std::chrono::milliseconds slack{500};  // between what was written last and what comes out of the decoder

TrackLine::Time time_of(Milliseconds ms) {
  return milliseconds(ms);
}

}  // namespace

struct Composer::Tile {
  std::string id;  // of a person; empty for a screen
  media::TileLabel label;
  Time from{0};
  Time until = never;
  std::vector<MediaFacts> media;
  glib::RefPtr<GstSample> frame;
  media::SpeechDetector speech;
  media::Rect place;
  media::TilePainter painter;
  bool changed = true;

  [[nodiscard]] bool present(Time at) const { return from <= at && at < until; }

  void update_label(Time at) {
    auto now = label;
    for (const auto& facts : media) {
      if (time_of(facts.at) > at) break;
      now.muted = !facts.audio;
      now.camera_off = !facts.video;
    }
    now.speaking = speech.speaking(at);
    if (now == label) return;
    label = now;
    changed = true;
  }
};

struct Composer::File {
  std::string name;
  std::optional<Time> end;  // as meeting.json says
  Time read{0};             // so far
  int lines = 0;            // that go on
  bool warned = false;
};

struct Composer::Line {
  std::shared_ptr<File> file;
  TrackLine line;
  Tile* tile;  // of whom or what; none if that is not known
  recording::SoundTimeline::Lane lane;
  bool over = false;
};

Composer::Composer(const std::string& folder, const Meeting& meeting, const ComposeSize& size,
                   ComposerObserver observer)
    : size_(size),
      observer_(std::move(observer)),
      length_(meeting.duration ? std::optional(time_of(*meeting.duration)) : std::nullopt),
      canvas_(size.width, size.height),
      sound_(Time(0)) {
  add_people(meeting);
  add_tracks(folder, meeting);
}

Composer::~Composer() = default;

void Composer::add_people(const Meeting& meeting) {
  for (const auto& person : meeting.people) {
    auto tile = std::make_unique<Tile>();
    tile->id = person.id;
    tile->label.name = media::printable_name(person.name);
    tile->label.muted = tile->label.camera_off = true;
    tile->from = time_of(person.joined);
    if (person.left) tile->until = time_of(*person.left);
    tile->media = person.media;
    last_change_ = std::max(last_change_, person.left ? tile->until : tile->from);
    tiles_.push_back(std::move(tile));
  }
}

void Composer::add_tracks(const std::string& folder, const Meeting& meeting) {
  for (const auto& track : meeting.tracks) {
    const auto file = std::make_shared<File>();
    file->name = track.file;
    if (track.end) file->end = time_of(*track.end);
    add_line(folder, track, media::Medium::video, track.video, file);
    add_line(folder, track, media::Medium::audio, track.audio, file);
  }
}

void Composer::add_line(const std::string& folder, const TrackFacts& track, media::Medium medium,
                        const std::optional<MediumFacts>& facts, const std::shared_ptr<File>& file) {
  if (!facts) return;
  ++file->lines;
  const auto is_theirs = [&](const auto& tile) { return tile->id == track.person; };
  const auto found = std::find_if(tiles_.begin(), tiles_.end(), is_theirs);
  auto* tile = found == tiles_.end() ? nullptr : found->get();
  if (tile && track.purpose == Purpose::screen) {
    auto screen = std::make_unique<Tile>();
    screen->label.name = tile->label.name + " (screen)";
    screen->label.screen = true;
    screen->from = time_of(facts->start);
    if (track.end) screen->until = time_of(*track.end);
    tile = tiles_.emplace_back(std::move(screen)).get();
  }
  auto& lines = medium == media::Medium::video ? pictures_ : sounds_;
  lines.push_back(
      std::make_unique<Line>(Line{file, TrackLine(folder + "/" + track.file, medium, *facts, track.start), tile, {}}));
}

bool Composer::run(ComposeOutput& output) {
  for (std::int64_t picture = 0;; ++picture) {
    const auto begins = [this](std::int64_t number) { return Time(number * std::nano::den / size_.framerate); };
    const auto at = begins(picture);
    if (ended(at)) break;
    const auto whole = length_ ? std::optional(std::chrono::duration_cast<milliseconds>(*length_)) : std::nullopt;
    if (!observer_.on_progress(std::chrono::duration_cast<milliseconds>(at), whole)) return false;
    read_pictures(at);
    draw(at);
    output.push_picture(canvas_, at);
    mix(begins(picture + 1), output);
  }
  if (read_nothing_) throw util::Error("none of its tracks can be read", util::ExitCode::device);
  output.finish();
  return true;
}

bool Composer::ended(Time at) const {
  if (length_) return at >= *length_;
  const auto has_ended = [](const auto& line) { return line->line.ended(); };
  return at >= last_change_ && std::all_of(pictures_.begin(), pictures_.end(), has_ended) &&
         std::all_of(sounds_.begin(), sounds_.end(), has_ended);
}

void Composer::note(Line& line, Time at) {
  read_nothing_ = false;
  line.file->read = std::max(line.file->read, at);
}

void Composer::warn_of(Line& line) {
  if (line.over || !line.line.ended()) return;
  line.over = true;
  auto& file = *line.file;
  auto problem = line.line.take_problem();
  // A file may be cut off where nothing looks wrong.
  if (--file.lines == 0 && !problem && file.end && file.read + slack < *file.end) problem = "it ends early";
  if (problem && !std::exchange(file.warned, true))
    observer_.on_warning(file.name + " is not whole, and what is missing is left out: " + *problem);
}

void Composer::read_pictures(Time at) {
  for (const auto& line : pictures_) {
    // What begins at that very moment belongs to it.
    line->line.advance(at + Time(1), [&](GstSample* frame, Time begins) {
      note(*line, begins);
      if (!line->tile) return;
      line->tile->frame = glib::share(frame);
      line->tile->changed = true;
    });
    if (line->line.ended() && line->tile && line->tile->label.screen)
      line->tile->until = std::min(line->tile->until, at);
    warn_of(*line);
  }
}

void Composer::mix(Time until, ComposeOutput& output) {
  for (const auto& line : sounds_) {
    line->line.advance(until, [&](GstSample* sample, Time at) {
      auto* buffer = gst_sample_get_buffer(sample);
      GstMapInfo map;
      if (!gst_buffer_map(buffer, &map, GST_MAP_READ)) return;
      const media::ConstSoundSpan sound(reinterpret_cast<const std::int16_t*>(map.data),
                                        map.size / sizeof(std::int16_t));
      note(*line, at);
      sound_.add(line->lane, sound, at);
      if (line->tile && !sound.empty()) line->tile->speech.add(sound, at);
      gst_buffer_unmap(buffer, &map);
    });
    warn_of(*line);
  }
  std::array<std::int16_t, media::sound_block> block{};
  while (sound_.front() + media::sound_block_time <= until) {
    const auto at = sound_.front();
    sound_.take(block);
    output.push_sound(block, at);
  }
}

void Composer::arrange(Time at) {
  std::vector<Tile*> now;
  for (const auto& tile : tiles_)
    if (tile->present(at)) now.push_back(tile.get());
  const auto faces = std::stable_partition(now.begin(), now.end(), [](const Tile* tile) { return tile->label.screen; });
  const auto screens = static_cast<std::size_t>(faces - now.begin());
  if (now == shown_) return;
  shown_ = std::move(now);
  canvas_ = media::Canvas(size_.width, size_.height);
  const auto places = media::screen_layout(screens, shown_.size() - screens, size_.width, size_.height);
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    shown_[i]->place = places[i];
    shown_[i]->changed = true;
  }
}

void Composer::draw(Time at) {
  arrange(at);
  const auto cairo = media::cairo_on(canvas_);
  for (auto* tile : shown_) {
    tile->update_label(at);
    if (!std::exchange(tile->changed, false)) continue;
    tile->painter.draw(canvas_, cairo.get(), tile->place, tile->label, tile->frame.get());
  }
}

}  // namespace vchat::tracks
