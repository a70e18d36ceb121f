// Where media goes: the seams between capture, encoders, peers, the grid and the mixer.
#pragma once

#include <functional>

#include <gst/gst.h>

namespace vchat::media {

/// Takes one sample (transfer none: keep it by a reference). Called on a streaming thread, one call at a time; must
/// return soon and must not throw. What a sample holds is said where the consumer is handed over: raw video, S16LE mono
/// audio, or an encoded access unit. Buffer timestamps are running times on the clock of clock.hpp, the same for all
/// pipelines.
using SampleConsumer = std::function<void(GstSample*)>;

}  // namespace vchat::media
