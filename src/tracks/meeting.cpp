#include "tracks/meeting.hpp"

#include <array>
#include <cstdio>

#include <glib.h>

#include "protocol/json_writer.hpp"

namespace vchat::tracks {

namespace {

using protocol::json::Writer;

constexpr int format_version = 1;
constexpr std::size_t longest_stem = 80;  // bytes, of what is left of a person's name

std::string_view word(Purpose purpose) {
  return purpose == Purpose::call ? "call" : "screen";
}

Writer& whole_if(Writer& writer, std::string_view key, const std::optional<Milliseconds>& value) {
  return value ? writer.whole(key, *value) : writer;
}

std::string medium_json(const MediumFacts& medium) {
  Writer writer;
  return writer.text("codec", medium.codec)
      .whole("start_ms", medium.start)
      .whole("interrupted", medium.interrupted)
      .finish();
}

std::string track_json(const TrackFacts& track) {
  Writer writer;
  writer.text("file", track.file)
      .text("person", track.person)
      .text("session", track.session)
      .text("purpose", word(track.purpose))
      .whole("start_ms", track.start);
  whole_if(writer, "end_ms", track.end);
  if (track.video) writer.raw("video", medium_json(*track.video));
  if (track.audio) writer.raw("audio", medium_json(*track.audio));
  return writer.finish();
}

std::string media_json(const MediaFacts& media) {
  Writer writer;
  return writer.whole("at_ms", media.at).flag("audio", media.audio).flag("video", media.video).finish();
}

std::string person_json(const PersonFacts& person) {
  Writer writer;
  writer.text("id", person.id).text("name", person.name).flag("self", person.self).whole("joined_ms", person.joined);
  return whole_if(writer, "left_ms", person.left).array("media", person.media, &media_json).finish();
}

/// Letters and digits of any script, and a few signs that are nothing special anywhere.
bool is_safe(gunichar character) {
  return g_unichar_isalnum(character) || character == '-' || character == '_';
}

std::string safe_stem(std::string_view name) {
  std::string stem;
  const auto* end = name.data() + name.size();
  for (const auto* at = name.data(); at < end; at = g_utf8_next_char(at)) {
    const auto character = g_utf8_get_char_validated(at, end - at);
    if (character == static_cast<gunichar>(-1) || character == static_cast<gunichar>(-2)) break;
    std::array<char, 6> bytes{};
    const auto length = static_cast<std::size_t>(g_unichar_to_utf8(character, bytes.data()));
    if (stem.size() + length > longest_stem) break;
    if (is_safe(character))
      stem.append(bytes.data(), length);
    else if (!stem.empty() && stem.back() != '_')
      stem += '_';
  }
  return stem.empty() ? "person" : stem;
}

}  // namespace

std::string to_json(const Meeting& meeting) {
  Writer writer;
  writer.whole("version", format_version).text("room", meeting.room).text("started", meeting.started);
  whole_if(writer, "duration_ms", meeting.duration);
  return writer.array("people", meeting.people, &person_json).array("tracks", meeting.tracks, &track_json).finish() +
         "\n";
}

std::string track_file_name(std::size_t number, std::string_view person, Purpose purpose) {
  std::array<char, 24> digits{};
  std::snprintf(digits.data(), digits.size(), "%03zu", number);
  return std::string(digits.data()) + "-" + safe_stem(person) + (purpose == Purpose::screen ? "-screen" : "") + ".mkv";
}

}  // namespace vchat::tracks
