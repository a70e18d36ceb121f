// Fuzzes what tells a keyframe in the packets of a stranger.
#include <span>

#include "peer/keyframe_start.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vchat;
  for (const auto codec : {util::VideoCodec::vp8, util::VideoCodec::h264})
    static_cast<void>(peer::begins_keyframe(codec, std::span(data, size)));
  return 0;
}
