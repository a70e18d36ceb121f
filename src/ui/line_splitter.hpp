// Bytes of a script into lines.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace vchat::ui {

/// Lines end with a newline (also after a carriage return), or with finish(). Not thread-safe.
class LineSplitter {
 public:
  /// The most bytes of a line: 4,000 characters of chat fit into it.
  static constexpr std::size_t longest_line = 16 * 1024;

  /// `on_problem` says what is wrong with a line that is longer or not UTF-8; the line is skipped. Empty lines are
  /// skipped.
  LineSplitter(std::function<void(std::string)> on_line, std::function<void(std::string)> on_problem);

  void feed(std::string_view bytes);
  /// The end of input: hands over the last line if it has no newline.
  void finish();

 private:
  std::function<void(std::string)> on_line_;
  std::function<void(std::string)> on_problem_;
  std::string line_;
  bool too_long_ = false;
};

}  // namespace vchat::ui
