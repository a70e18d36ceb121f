// The building blocks of Matroska: EBML elements (RFC 8794) as bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace vchat::tracks {

using Bytes = std::vector<std::uint8_t>;

/// An element's id as it stands in the file, marker bits included. Those of RFC 9559 that vchat writes.
enum class EbmlId : std::uint32_t {
  ebml = 0x1A45DFA3,
  ebml_version = 0x4286,
  ebml_read_version = 0x42F7,
  ebml_max_id_length = 0x42F2,
  ebml_max_size_length = 0x42F3,
  doc_type = 0x4282,
  doc_type_version = 0x4287,
  doc_type_read_version = 0x4285,
  padding = 0xEC,
  segment = 0x18538067,
  seek_head = 0x114D9B74,
  seek = 0x4DBB,
  seek_id = 0x53AB,
  seek_position = 0x53AC,
  info = 0x1549A966,
  timestamp_scale = 0x2AD7B1,
  duration = 0x4489,
  muxing_app = 0x4D80,
  writing_app = 0x5741,
  tracks = 0x1654AE6B,
  track_entry = 0xAE,
  track_number = 0xD7,
  track_uid = 0x73C5,
  track_type = 0x83,
  flag_lacing = 0x9C,
  codec_id = 0x86,
  codec_private = 0x63A2,
  seek_pre_roll = 0x56BB,
  video = 0xE0,
  pixel_width = 0xB0,
  pixel_height = 0xBA,
  audio = 0xE1,
  sampling_frequency = 0xB5,
  channels = 0x9F,
  cluster = 0x1F43B675,
  cluster_timestamp = 0xE7,
  simple_block = 0xA3,
  cues = 0x1C53BB6B,
  cue_point = 0xBB,
  cue_time = 0xB3,
  cue_track_positions = 0xB7,
  cue_track = 0xF7,
  cue_cluster_position = 0xF1,
};

/// Writes elements one behind the other; a master element is one with the bytes of another writer. Reentrant.
class EbmlWriter {
 public:
  EbmlWriter& number(EbmlId id, std::uint64_t value);
  EbmlWriter& real(EbmlId id, double value);
  EbmlWriter& text(EbmlId id, std::string_view value);
  EbmlWriter& binary(EbmlId id, const Bytes& value);
  EbmlWriter& append(const EbmlWriter& elements);
  EbmlWriter& master(EbmlId id, const EbmlWriter& content) { return binary(id, content.bytes()); }
  /// The beginning of an element of `size` bytes, whose content is written later.
  EbmlWriter& head(EbmlId id, std::uint64_t size);
  /// The beginning of one that ends with the file, until a size is written into it.
  EbmlWriter& endless_head(EbmlId id);
  /// A SimpleBlock. `time` in ms after the cluster.
  EbmlWriter& block(unsigned track, std::int16_t time, bool keyframe, const Bytes& data);
  /// `size` bytes that mean nothing, 9 at least.
  EbmlWriter& padding(std::size_t size);

  [[nodiscard]] const Bytes& bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }

 private:
  void id(EbmlId id);
  void big_endian(std::uint64_t value, unsigned length);
  void raw(const std::uint8_t* data, std::size_t size);

  Bytes bytes_;
};

inline constexpr std::size_t size_length = 8;  // bytes of every size that is written

/// `size` as it stands in an element's head. Reentrant.
[[nodiscard]] Bytes ebml_size(std::uint64_t size);

}  // namespace vchat::tracks
