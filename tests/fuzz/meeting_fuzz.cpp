// Fuzzes the reader of meeting.json, which somebody may have edited, or cut.
#include <cstdint>
#include <string_view>

#include "require.hpp"
#include "tracks/meeting.hpp"
#include "util/error.hpp"

namespace {

using namespace vchat;

void check(const tracks::Meeting& meeting) {
  require(meeting.people.size() <= tracks::most_people && meeting.tracks.size() <= tracks::most_tracks, "bounds");
  for (const auto& person : meeting.people) require(person.media.size() <= tracks::most_media_changes, "bounds");
  for (const auto& track : meeting.tracks) {
    require(!track.file.empty() && track.file.size() <= tracks::longest_name, "a file has a name");
    require(track.file.find('/') == std::string::npos && track.file != "..", "it is in the folder");
  }
  require(tracks::parse_meeting(tracks::to_json(meeting)) == meeting, "what is written is read the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    check(tracks::parse_meeting({reinterpret_cast<const char*>(data), size}));
  } catch (const util::Error& error) {
    require(error.exit_code() == util::ExitCode::device, "the documented exit code");
  }
  return 0;
}
