#include "screen/target.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "util/error.hpp"

namespace vchat::screen {

namespace {

using Kind = Target::Kind;

constexpr int least_side = 16;  // pixels

/// A number at the front of `text`, which is taken off together with what must stand after it.
std::optional<int> take_number(std::string_view& text, std::string_view then) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || number < 0 || text.empty() || text.front() == '-') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.starts_with(then)) return std::nullopt;
  text.remove_prefix(then.size());
  return number;
}

/// WxH+X+Y; nothing if it does not look like that.
std::optional<media::Rect> parse_region(std::string_view text) {
  const auto width = take_number(text, "x");
  const auto height = width ? take_number(text, "+") : std::nullopt;
  const auto x = height ? take_number(text, "+") : std::nullopt;
  const auto y = x ? take_number(text, "") : std::nullopt;
  if (!y || !text.empty()) return std::nullopt;
  return media::Rect{*x, *y, *width, *height};
}

bool is_window_id(std::string_view text) {
  return text.size() > 2 && text.starts_with("0x") &&
         text.substr(2).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

Target parse_target(const std::string& text) {
  if (text.empty() || text == "auto") return {Kind::automatic, {}, {}};
  if (text == "none") return {Kind::none, {}, {}};
  if (text == "test") return {Kind::test, {}, {}};
  if (text == "portal") return {Kind::portal, {}, {}};
  struct Prefix {
    std::string_view text;
    Kind kind;
  };
  for (const auto& prefix : {Prefix{"file:", Kind::file}, Prefix{"gst:", Kind::description},
                             Prefix{"monitor:", Kind::monitor}, Prefix{"window:", Kind::window}}) {
    if (!text.starts_with(prefix.text)) continue;
    auto value = text.substr(prefix.text.size());
    if (value.empty())
      throw util::UsageError("the screen to share: there is nothing after '" + std::string(prefix.text) + "'");
    return {prefix.kind, std::move(value), {}};
  }
  if (is_window_id(text)) return {Kind::window, text, {}};
  if (const auto region = parse_region(text)) {
    const auto fits = [](int side) { return side >= least_side && side <= largest_side; };
    if (!fits(region->width) || !fits(region->height))
      throw util::UsageError("'" + text + "': the sides of a region are from " + std::to_string(least_side) + " to " +
                             std::to_string(largest_side) + " pixels");
    return {Kind::region, {}, *region};
  }
  return {Kind::named, text, {}};
}

}  // namespace vchat::screen
