#include "tracks/matroska_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include <fcntl.h>
#include <unistd.h>

#include "util/error.hpp"

namespace vchat::tracks {

namespace {

using std::chrono::milliseconds;

constexpr mode_t file_mode = 0644;
constexpr std::size_t seek_head_room = 256;  // most is 147: 12, three entries of 42, and the least padding
constexpr std::size_t tracks_room = 4096;
constexpr std::size_t least_padding = 1 + size_length;
constexpr std::uint64_t nanoseconds_a_tick = 1'000'000;
constexpr std::uint64_t video_type = 1, audio_type = 2;
constexpr double opus_rate = 48'000;
constexpr std::uint64_t opus_pre_roll = 80'000'000;  // ns to decode before a place that was sought (RFC 7845, 4.6)
constexpr milliseconds least_between_cues{1000};

EbmlWriter ebml_header() {
  EbmlWriter fields;
  fields.number(EbmlId::ebml_version, 1)
      .number(EbmlId::ebml_read_version, 1)
      .number(EbmlId::ebml_max_id_length, 4)
      .number(EbmlId::ebml_max_size_length, 8)
      .text(EbmlId::doc_type, "matroska")
      .number(EbmlId::doc_type_version, 4)
      .number(EbmlId::doc_type_read_version, 2);
  EbmlWriter header;
  return header.master(EbmlId::ebml, fields);
}

EbmlWriter track_entry(unsigned number, const MatroskaTrack& track) {
  EbmlWriter entry;
  entry.number(EbmlId::track_number, number)
      .number(EbmlId::track_uid, number)
      .number(EbmlId::track_type, track.video ? video_type : audio_type)
      .number(EbmlId::flag_lacing, 0)
      .text(EbmlId::codec_id, track.codec_id);
  if (!track.codec_private.empty()) entry.binary(EbmlId::codec_private, track.codec_private);
  EbmlWriter details;
  if (track.video) {
    details.number(EbmlId::pixel_width, static_cast<std::uint64_t>(track.width))
        .number(EbmlId::pixel_height, static_cast<std::uint64_t>(track.height));
    entry.master(EbmlId::video, details);
  } else {
    details.real(EbmlId::sampling_frequency, opus_rate)
        .number(EbmlId::channels, static_cast<std::uint64_t>(track.channels));
    entry.number(EbmlId::seek_pre_roll, opus_pre_roll).master(EbmlId::audio, details);
  }
  return entry;
}

EbmlWriter seek_entry(EbmlId element, std::uint64_t position) {
  EbmlWriter id;
  id.head(element, 0);
  auto bytes = id.bytes();
  bytes.resize(bytes.size() - size_length);
  EbmlWriter fields;
  fields.binary(EbmlId::seek_id, bytes).number(EbmlId::seek_position, position);
  EbmlWriter entry;
  return entry.master(EbmlId::seek, fields);
}

}  // namespace

MatroskaFile::MatroskaFile(const std::string& path)
    : path_(path), file_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file_mode)) {
  if (file_ < 0) fail(errno);
  auto head = ebml_header();
  head.endless_head(EbmlId::segment);
  segment_ = head.size();
  seek_head_ = head.size();
  head.padding(seek_head_room);
  EbmlWriter info;
  info.number(EbmlId::timestamp_scale, nanoseconds_a_tick)
      .text(EbmlId::muxing_app, "vchat " VCHAT_VERSION)
      .text(EbmlId::writing_app, "vchat " VCHAT_VERSION)
      .real(EbmlId::duration, 0);
  head.master(EbmlId::info, info);
  duration_at_ = head.size() - sizeof(double);
  tracks_at_ = head.size();
  head.padding(tracks_room);
  append(head);
}

MatroskaFile::~MatroskaFile() {
  if (file_ >= 0) close(file_);
}

void MatroskaFile::fail(int error) const {
  throw util::Error("cannot write " + path_ + ": " + std::strerror(error), util::ExitCode::device);
}

void MatroskaFile::append(const EbmlWriter& elements) {
  const auto& bytes = elements.bytes();
  std::size_t written = 0;
  while (written < bytes.size()) {
    const auto part = pwrite(file_, bytes.data() + written, bytes.size() - written, static_cast<off_t>(end_ + written));
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) {
      const int error = part < 0 ? errno : ENOSPC;
      if (ftruncate(file_, static_cast<off_t>(end_)) != 0) fail(errno);
      fail(error);
    }
    written += static_cast<std::size_t>(part);
  }
  end_ += written;
}

/// Of what has its place on the disk already.
void MatroskaFile::overwrite(std::uint64_t at, const Bytes& bytes) {
  if (pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at)) != static_cast<ssize_t>(bytes.size()))
    fail(errno);
}

unsigned MatroskaFile::add_track(MatroskaTrack track) {
  tracks_.push_back(std::move(track));
  write_tracks();
  return static_cast<unsigned>(tracks_.size());
}

void MatroskaFile::write_tracks() {
  EbmlWriter entries;
  for (unsigned i = 0; i < tracks_.size(); ++i) entries.master(EbmlId::track_entry, track_entry(i + 1, tracks_[i]));
  EbmlWriter whole;
  whole.master(EbmlId::tracks, entries);
  if (whole.size() + least_padding > tracks_room) throw util::Error(path_ + ": there is no room for more tracks");
  whole.padding(tracks_room - whole.size());
  overwrite(tracks_at_, whole.bytes());
}

void MatroskaFile::write_duration() {
  EbmlWriter duration;
  duration.real(EbmlId::duration, static_cast<double>(duration_.count()));
  const auto& bytes = duration.bytes();
  overwrite(duration_at_, Bytes(bytes.end() - sizeof(double), bytes.end()));
}

void MatroskaFile::write_cluster(const std::vector<MatroskaBlock>& blocks) {
  const auto start = blocks.front().time;
  const auto fits = [start](const MatroskaBlock& block) {
    return (block.time - start).count() <= std::numeric_limits<std::int16_t>::max();
  };
  const auto rest = std::find_if_not(blocks.begin(), blocks.end(), fits);
  EbmlWriter content;
  content.number(EbmlId::cluster_timestamp, static_cast<std::uint64_t>(start.count()));
  const auto position = end_ - segment_;
  std::vector<Cue> cues;
  const bool has_video = std::any_of(tracks_.begin(), tracks_.end(), [](const auto& track) { return track.video; });
  for (auto block = blocks.begin(); block != rest; ++block) {
    content.block(block->track, static_cast<std::int16_t>((block->time - start).count()), block->keyframe, block->data);
    const auto last = !cues.empty() ? cues.back().time : !cues_.empty() ? cues_.back().time : -least_between_cues;
    if (block->keyframe && tracks_[block->track - 1].video == has_video && block->time - last >= least_between_cues)
      cues.push_back({block->time, block->track, position});
  }
  EbmlWriter cluster;
  append(cluster.master(EbmlId::cluster, content));
  cues_.insert(cues_.end(), cues.begin(), cues.end());
  duration_ = std::max(duration_, std::prev(rest)->time);
  write_duration();
  if (rest != blocks.end()) write_cluster({rest, blocks.end()});
}

void MatroskaFile::sync() {
  if (fdatasync(file_) != 0) fail(errno);
}

void MatroskaFile::finish() {
  const auto cues_at = end_ - segment_;
  EbmlWriter points;
  for (const auto& cue : cues_) {
    EbmlWriter positions;
    positions.number(EbmlId::cue_track, cue.track).number(EbmlId::cue_cluster_position, cue.cluster);
    EbmlWriter point;
    point.number(EbmlId::cue_time, static_cast<std::uint64_t>(cue.time.count()))
        .master(EbmlId::cue_track_positions, positions);
    points.master(EbmlId::cue_point, point);
  }
  if (!cues_.empty()) {
    EbmlWriter cues;
    append(cues.master(EbmlId::cues, points));
    EbmlWriter places;
    places.append(seek_entry(EbmlId::info, seek_head_ + seek_head_room - segment_))
        .append(seek_entry(EbmlId::tracks, tracks_at_ - segment_))
        .append(seek_entry(EbmlId::cues, cues_at));
    EbmlWriter seek_head;
    seek_head.master(EbmlId::seek_head, places);
    overwrite(seek_head_, seek_head.padding(seek_head_room - seek_head.size()).bytes());
  }
  overwrite(segment_ - size_length, ebml_size(end_ - segment_));
}

}  // namespace vchat::tracks
