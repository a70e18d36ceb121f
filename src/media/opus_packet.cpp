#include "media/opus_packet.hpp"

#include <array>

namespace vchat::media {

namespace {

using std::chrono::microseconds;

constexpr unsigned first_hybrid = 12;  // configurations; SILK is below
constexpr unsigned first_celt = 16;
constexpr std::array silk_frames{microseconds(10'000), microseconds(20'000), microseconds(40'000),
                                 microseconds(60'000)};
constexpr std::array celt_frames{microseconds(2'500), microseconds(5'000), microseconds(10'000), microseconds(20'000)};

}  // namespace

microseconds opus_duration(std::span<const std::uint8_t> packet) {
  if (packet.empty()) return microseconds(0);
  const unsigned configuration = packet[0] >> 3U;
  const unsigned code = packet[0] & 3U;
  if (code == 3 && packet.size() < 2) return microseconds(0);
  const unsigned frames = code == 0 ? 1 : code < 3 ? 2 : packet[1] & 0x3fU;
  if (configuration < first_hybrid) return frames * silk_frames.at(configuration % 4);
  if (configuration < first_celt) return frames * silk_frames.at(configuration % 2);
  return frames * celt_frames.at(configuration % 4);
}

}  // namespace vchat::media
