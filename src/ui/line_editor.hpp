// The line that is being typed: keys in, text and cursor out. Knows no terminal.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vchat::ui {

/// Edits one line of Unicode text with the usual keys: arrows, Home, End, Ctrl-A E B F, Ctrl-W U K, Alt-B F, Backspace,
/// Delete, and Up and Down through what was entered before. A cursor never stands inside a character with its combining
/// marks. Not thread-safe.
class LineEditor {
 public:
  static constexpr std::size_t longest_line = 4000;  // characters

  struct Observer {
    std::function<void(std::string line)> on_line;  // entered, not empty
    std::function<void()> on_end;                   // Ctrl-D on an empty line
    std::function<void()> on_redraw;                // Ctrl-L
  };
  explicit LineEditor(Observer observer) : observer_(std::move(observer)) {}

  /// What a terminal in raw mode sent; keys may be cut anywhere. Control sequences that are not known are skipped.
  void feed(std::string_view bytes);

  struct View {
    std::string text;        // as much as fits, around the cursor
    std::size_t cursor = 0;  // columns in front of the cursor
  };
  /// The part to show in `columns` columns (at least 2).
  [[nodiscard]] View view(std::size_t columns) const;

 private:
  void take(char32_t c);
  void take_control(char32_t c);
  void take_escaped(char32_t c);
  void take_sequence(char32_t final_byte);
  void insert(char32_t c);
  void enter();
  void recall(std::size_t index);
  void erase(std::size_t from, std::size_t to);
  [[nodiscard]] std::size_t left_of(std::size_t at) const;
  [[nodiscard]] std::size_t right_of(std::size_t at) const;
  [[nodiscard]] std::size_t word_left() const;
  [[nodiscard]] std::size_t word_right() const;

  enum class State { text, escape, sequence, shift };

  Observer observer_;
  State state_ = State::text;
  std::string pending_;     // the beginning of a UTF-8 character
  std::string parameters_;  // of a control sequence
  bool pasting_ = false;
  std::u32string text_;
  std::size_t cursor_ = 0;
  std::vector<std::u32string> history_;
  std::size_t recalled_ = 0;   // index into history_; its size for the line that is new
  std::u32string unfinished_;  // the new line while older ones are looked at
};

}  // namespace vchat::ui
