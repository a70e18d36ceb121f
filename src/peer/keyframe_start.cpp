#include "peer/keyframe_start.hpp"

#include <cstddef>

namespace vchat::peer {

namespace {

using Payload = std::span<const std::uint8_t>;

bool vp8_keyframe_begins(Payload payload) {
  // X R N S R PID, then I L T K if X, then what these announce.
  constexpr unsigned extended = 0x80, start_of_partition = 0x10, partition = 0x07;
  constexpr unsigned picture_id = 0x80, base_index = 0x40, layer_or_key = 0x30, long_picture_id = 0x80;
  constexpr unsigned inter_frame = 0x01;
  if (payload.empty()) return false;
  const auto first = payload[0];
  if ((first & start_of_partition) == 0 || (first & partition) != 0) return false;
  std::size_t at = 1;
  if ((first & extended) != 0) {
    if (payload.size() <= at) return false;
    const auto fields = payload[at++];
    if ((fields & picture_id) != 0) {
      if (payload.size() <= at) return false;
      at += (payload[at] & long_picture_id) != 0 ? 2 : 1;
    }
    if ((fields & base_index) != 0) ++at;
    if ((fields & layer_or_key) != 0) ++at;
  }
  return payload.size() > at && (payload[at] & inter_frame) == 0;
}

bool h264_keyframe_begins(Payload payload) {
  constexpr unsigned type = 0x1f, parameters = 7, aggregate = 24;
  constexpr std::size_t first_of_aggregate = 3;  // behind its own header and the length of the first unit
  if (payload.empty()) return false;
  if ((payload[0] & type) == aggregate)
    return payload.size() > first_of_aggregate && (payload[first_of_aggregate] & type) == parameters;
  return (payload[0] & type) == parameters;
}

}  // namespace

bool begins_keyframe(util::VideoCodec codec, Payload payload) {
  return codec == util::VideoCodec::vp8 ? vp8_keyframe_begins(payload) : h264_keyframe_begins(payload);
}

}  // namespace vchat::peer
