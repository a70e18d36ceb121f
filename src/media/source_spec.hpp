// What --camera and --microphone say.
#pragma once

#include <string>

namespace vchat::media {

struct SourceSpec {
  enum class Kind { automatic, none, test, device, file, description };
  Kind kind = Kind::automatic;
  std::string value;  // the device, the path or the description; else empty
  friend bool operator==(const SourceSpec&, const SourceSpec&) = default;
};

/// `option` names the option in messages. @throws util::UsageError if `text` is empty or nothing follows `file:` or
/// `gst:`.
[[nodiscard]] SourceSpec parse_source_spec(const std::string& option, const std::string& text);

}  // namespace vchat::media
