#include "ui/line_splitter.hpp"

#include <utility>

#include <glib.h>

namespace vchat::ui {

LineSplitter::LineSplitter(std::function<void(std::string)> on_line, std::function<void(std::string)> on_problem)
    : on_line_(std::move(on_line)), on_problem_(std::move(on_problem)) {}

void LineSplitter::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, bytes.find('\n'));
    if (line_.size() + part.size() > longest_line) too_long_ = true;
    if (!too_long_) line_ += part;
    const bool ended = part.size() < bytes.size();
    bytes.remove_prefix(part.size() + (ended ? 1 : 0));
    if (ended) finish();
  }
}

void LineSplitter::finish() {
  auto line = std::exchange(line_, {});
  if (line.ends_with('\r')) line.pop_back();
  if (std::exchange(too_long_, false)) return on_problem_("A line of the input is too long and was skipped");
  if (line.empty()) return;
  if (!g_utf8_validate(line.data(), static_cast<gssize>(line.size()), nullptr))
    return on_problem_("A line of the input is not UTF-8 and was skipped");
  on_line_(std::move(line));
}

}  // namespace vchat::ui
