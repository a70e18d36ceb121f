// An MP4 that could not be written to its end.
#pragma once

#include <cstdint>
#include <string>

namespace vchat::recording {

/// Cuts off what follows the last whole fragment of a fragmented MP4 (ISO/IEC 14496-12, 8.8): players refuse a file
/// that ends in the middle of a `moof`. A file without a whole fragment, or one that cannot be read, stays as it is.
/// Reentrant.
void trim_to_whole_fragments(const std::string& path);

}  // namespace vchat::recording
