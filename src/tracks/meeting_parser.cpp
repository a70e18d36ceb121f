// Reads what may come from anywhere.
#include <algorithm>

#include "protocol/json.hpp"
#include "tracks/meeting.hpp"
#include "util/error.hpp"

namespace vchat::tracks {

namespace {

namespace json = protocol::json;

constexpr std::size_t longest_text = 1024;  // bytes
constexpr std::uint32_t format_version = 1;

const json::Value& field(const json::Object& object, const std::string& key) {
  const auto* value = object.find(key);
  if (!value) throw json::Malformed("there is no '" + key + "'");
  return *value;
}

template <class T>
T typed(std::optional<T> value, const std::string& key, const char* kind) {
  if (!value) throw json::Malformed("'" + key + "' is not " + kind);
  return *std::move(value);
}

std::string text(const json::Object& object, const std::string& key) {
  auto value = typed(field(object, key).text(), key, "a text");
  if (value.size() > longest_text) throw json::Malformed("'" + key + "' is too long");
  return value;
}

bool flag(const json::Object& object, const std::string& key) {
  return typed(field(object, key).boolean(), key, "true or false");
}

std::uint32_t whole(const json::Object& object, const std::string& key) {
  return typed(field(object, key).integer(), key, "a whole number");
}

Milliseconds time(const json::Object& object, const std::string& key) {
  const auto value = whole(object, key);
  if (value > longest_meeting) throw json::Malformed("'" + key + "' is more than 31 days");
  return value;
}

std::optional<Milliseconds> optional_time(const json::Object& object, const std::string& key) {
  return object.find(key) ? std::optional(time(object, key)) : std::nullopt;
}

template <class Read>
auto list(const json::Object& object, const std::string& key, std::size_t most, Read read) {
  const auto elements = typed(field(object, key).elements(), key, "an array");
  if (elements.size() > most) throw json::Malformed("'" + key + "' has too many entries");
  std::vector<decltype(read(json::Object("{}")))> all;
  all.reserve(elements.size());
  for (const auto& element : elements) all.push_back(read(json::Object(element.raw())));
  return all;
}

std::string file_name(const json::Object& object) {
  auto name = text(object, "file");
  const bool plain = !name.empty() && name.size() <= longest_name && name.front() != '.' &&
                     name.find('/') == std::string::npos && name.find('\\') == std::string::npos;
  if (!plain) throw json::Malformed("'file' is not the plain name of a file");
  return name;
}

std::optional<MediumFacts> medium(const json::Object& object, const std::string& key) {
  const auto* value = object.find(key);
  if (!value) return std::nullopt;
  const json::Object fields(value->raw());
  return MediumFacts{text(fields, "codec"), time(fields, "start_ms"), whole(fields, "interrupted")};
}

TrackFacts track(const json::Object& object) {
  TrackFacts facts;
  facts.file = file_name(object);
  facts.person = text(object, "person");
  facts.session = text(object, "session");
  const auto purpose = text(object, "purpose");
  if (purpose != "call" && purpose != "screen") throw json::Malformed("'purpose' is neither call nor screen");
  facts.purpose = purpose == "call" ? Purpose::call : Purpose::screen;
  facts.start = time(object, "start_ms");
  facts.end = optional_time(object, "end_ms");
  facts.video = medium(object, "video");
  facts.audio = medium(object, "audio");
  return facts;
}

MediaFacts media(const json::Object& object) {
  return {time(object, "at_ms"), flag(object, "audio"), flag(object, "video")};
}

PersonFacts person(const json::Object& object) {
  PersonFacts facts;
  facts.id = text(object, "id");
  facts.name = text(object, "name");
  facts.self = flag(object, "self");
  facts.joined = time(object, "joined_ms");
  facts.left = optional_time(object, "left_ms");
  facts.media = list(object, "media", most_media_changes, &media);
  const auto earlier = [](const MediaFacts& one, const MediaFacts& other) { return one.at < other.at; };
  if (!std::is_sorted(facts.media.begin(), facts.media.end(), earlier))
    throw json::Malformed("'media' is not in order of time");
  return facts;
}

Meeting meeting(const json::Object& object) {
  if (whole(object, "version") != format_version) throw json::Malformed("its version is not 1");
  Meeting facts;
  facts.room = text(object, "room");
  facts.started = text(object, "started");
  facts.duration = optional_time(object, "duration_ms");
  facts.people = list(object, "people", most_people, &person);
  facts.tracks = list(object, "tracks", most_tracks, &track);
  return facts;
}

}  // namespace

Meeting parse_meeting(std::string_view text) {
  try {
    if (text.size() > longest_meeting_file) throw json::Malformed("it is larger than 16 MiB");
    return meeting(json::Object(text));
  } catch (const json::Malformed& error) {
    throw util::Error(std::string(meeting_file) + " is not one that vchat has written: " + error.what(),
                      util::ExitCode::device);
  }
}

}  // namespace vchat::tracks
