// What meeting.json says of a recording in tracks: who was there, and which file has what.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vchat::tracks {

using Milliseconds = std::uint32_t;  // since the recording began

enum class Purpose { call, screen };

/// One medium in a file.
struct MediumFacts {
  std::string codec;              // "VP8", "H264" or "opus"
  Milliseconds start = 0;         // of its first access unit
  std::uint32_t interrupted = 0;  // how often packets were lost, or the disk was too slow
  friend bool operator==(const MediumFacts&, const MediumFacts&) = default;
};

/// One session with one person, in one file; its timestamps count from `start`.
struct TrackFacts {
  std::string file;     // a name without a folder
  std::string person;   // an id
  std::string session;  // as in docs/protocol.md; "own" for what was sent
  Purpose purpose = Purpose::call;
  Milliseconds start = 0;
  std::optional<Milliseconds> end;  // nothing while it goes on, and after a crash
  std::optional<MediumFacts> video;
  std::optional<MediumFacts> audio;
  friend bool operator==(const TrackFacts&, const TrackFacts&) = default;
};

/// What somebody sends from then on.
struct MediaFacts {
  Milliseconds at = 0;
  bool audio = false;
  bool video = false;
  friend bool operator==(const MediaFacts&, const MediaFacts&) = default;
};

/// One stay in the room: whoever comes back under a new id is a person more.
struct PersonFacts {
  std::string id;
  std::string name;
  bool self = false;  // who records
  Milliseconds joined = 0;
  std::optional<Milliseconds> left;
  std::vector<MediaFacts> media;  // in order of time
  friend bool operator==(const PersonFacts&, const PersonFacts&) = default;
};

struct Meeting {
  std::string room;
  std::string started;                   // RFC 3339
  std::optional<Milliseconds> duration;  // nothing while it goes on, and after a crash
  std::vector<PersonFacts> people;       // in order of joining
  std::vector<TrackFacts> tracks;        // in order of their files' names
  friend bool operator==(const Meeting&, const Meeting&) = default;
};

inline constexpr const char* meeting_file = "meeting.json";
// Bounds on what is read and written.
inline constexpr Milliseconds longest_meeting = 31U * 24 * 3600 * 1000;
inline constexpr std::size_t longest_meeting_file = 16 * 1024 * 1024;  // bytes
inline constexpr std::size_t most_people = 10'000;
inline constexpr std::size_t most_tracks = 10'000;
inline constexpr std::size_t most_media_changes = 1'000;  // of one person
inline constexpr std::size_t longest_name = 255;          // bytes, of a file

/// As vchat-compose(1) describes it. Texts must be UTF-8. Reentrant.
[[nodiscard]] std::string to_json(const Meeting& meeting);

/// Strict about what it knows, indifferent to fields that it does not. Reentrant.
/// @throws util::Error (exit code 5) saying what is wrong.
[[nodiscard]] Meeting parse_meeting(std::string_view json);

/// A file's name for a track: its number, and what of the person's name is safe in every file system. Reentrant.
[[nodiscard]] std::string track_file_name(std::size_t number, std::string_view person, Purpose purpose);

}  // namespace vchat::tracks
