// A Matroska file (RFC 9559) that can be played at any moment while it grows.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tracks/ebml.hpp"

namespace vchat::tracks {

/// What a player must know of one medium before its first block.
struct MatroskaTrack {
  bool video = false;
  std::string codec_id;  // "V_VP8", "V_MPEG4/ISO/AVC", "A_OPUS"
  Bytes codec_private;   // at most most_codec_private bytes
  int width = 0;         // pixels of the first picture; later ones may differ
  int height = 0;
  int channels = 0;
};

inline constexpr std::size_t most_codec_private = 512;

struct MatroskaBlock {
  unsigned track = 0;              // as add_track() gave it
  std::chrono::milliseconds time;  // since the beginning of the file; of one track ever later
  bool keyframe = false;
  Bytes data;
};

/// Not matroskamux, which must know all tracks before it begins, waits on each for the others, and refuses pictures
/// that change their size: here sound and picture come, pause and change as they like, without a thread. Every cluster
/// is written at once behind the last one, and the head (tracks, duration) has room to be changed in place, so what is
/// in the file is whole up to its last cluster. Reentrant.
class MatroskaFile {
 public:
  /// @throws util::Error if it exists or cannot be made.
  explicit MatroskaFile(const std::string& path);
  ~MatroskaFile();
  MatroskaFile(const MatroskaFile&) = delete;
  MatroskaFile& operator=(const MatroskaFile&) = delete;

  // What fails to be written is taken out of the file again, and thrown as util::Error.

  /// At any time, four times at most.
  [[nodiscard]] unsigned add_track(MatroskaTrack track);
  /// In order of time; not empty.
  void write_cluster(const std::vector<MatroskaBlock>& blocks);
  /// Waits until the disk has everything.
  void sync();
  /// Adds what makes seeking fast. Nothing is written after it.
  void finish();

 private:
  void write_tracks();
  void write_duration();
  void append(const EbmlWriter& elements);
  void overwrite(std::uint64_t at, const Bytes& bytes);
  [[noreturn]] void fail(int error) const;

  struct Cue {
    std::chrono::milliseconds time;
    unsigned track;
    std::uint64_t cluster;  // bytes, from the beginning of the segment
  };

  const std::string path_;
  int file_;
  std::uint64_t end_ = 0;        // bytes that are whole
  std::uint64_t segment_ = 0;    // where the content of the segment begins
  std::uint64_t seek_head_ = 0;  // where the room for it is
  std::uint64_t duration_at_ = 0;
  std::uint64_t tracks_at_ = 0;
  std::chrono::milliseconds duration_{0};
  std::vector<MatroskaTrack> tracks_;
  std::vector<Cue> cues_;
};

}  // namespace vchat::tracks
