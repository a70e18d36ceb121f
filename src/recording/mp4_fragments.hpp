// Fragments of an MP4 that are there as a whole, or not at all.
#pragma once

#include <cstdint>
#include <vector>

#include <gst/gst.h>

namespace vchat::recording {

/// Players refuse a fragmented MP4 (ISO/IEC 14496-12, 8.8) that ends in the middle of a `moof`, as a power cut or a
/// full disk leave it. So each `moof` is written as a `free` box, which players skip, and gets its name only when the
/// `mdat` that follows it is on the disk.
class Mp4Fragments {
 public:
  /// `file`: open for reading and writing; what flows out of `muxer` is written to it from its beginning on.
  Mp4Fragments(int file, GstPad* muxer);

  /// Brings to the disk what has been written, and names the fragments that are whole by then. Blocks as long as the
  /// disk takes. On one thread at a time, which may be another than the muxer's.
  void name_whole();

 private:
  std::vector<std::uint64_t> find_whole();

  const int file_;
  std::uint64_t next_ = 0;  // offset of the first box that was not whole the last time
};

}  // namespace vchat::recording
