#include "media/source_spec.hpp"

#include <string_view>

#include "util/error.hpp"

namespace vchat::media {

SourceSpec parse_source_spec(const std::string& option, const std::string& text) {
  using Kind = SourceSpec::Kind;
  if (text.empty())
    throw util::UsageError(option + " needs a value: auto, none, test, a device, file:PATH or gst:DESCRIPTION");
  if (text == "auto") return {Kind::automatic, {}};
  if (text == "none") return {Kind::none, {}};
  if (text == "test") return {Kind::test, {}};
  const auto after = [&](std::string_view prefix) {
    auto value = text.substr(prefix.size());
    if (value.empty()) throw util::UsageError(option + ": there is nothing after '" + std::string(prefix) + "'");
    return value;
  };
  if (text.starts_with("file:")) return {Kind::file, after("file:")};
  if (text.starts_with("gst:")) return {Kind::description, after("gst:")};
  return {Kind::device, text};
}

}  // namespace vchat::media
