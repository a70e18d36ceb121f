// What the encoders and previews are given.
#pragma once

namespace vchat::media {

/// The one raw format that every encoder here takes.
inline constexpr const char* encoder_picture_caps = "video/x-raw,format=I420";
inline constexpr const char* encoder_sound_caps = "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved";

}  // namespace vchat::media
