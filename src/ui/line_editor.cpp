#include "ui/line_editor.hpp"

#include <algorithm>
#include <utility>

#include <glib.h>

namespace vchat::ui {

namespace {

constexpr std::size_t longest_history = 200;
constexpr std::size_t longest_sequence = 16;

constexpr char32_t control(char letter) {
  return static_cast<char32_t>(letter & 0x1F);
}
constexpr char32_t escape = 0x1B;
constexpr char32_t backspace = 0x7F;

bool is_mark(char32_t c) {
  return g_unichar_iszerowidth(c);
}

std::size_t width_of(char32_t c) {
  if (is_mark(c)) return 0;
  return g_unichar_iswide(c) ? 2 : 1;
}

std::string to_utf8(std::u32string_view text) {
  std::string bytes;
  for (const auto c : text) {
    char utf8[6];
    bytes.append(utf8, static_cast<std::size_t>(g_unichar_to_utf8(c, utf8)));
  }
  return bytes;
}

}  // namespace

void LineEditor::feed(std::string_view bytes) {
  for (const char byte : bytes) {
    pending_ += byte;
    const auto c = g_utf8_get_char_validated(pending_.data(), static_cast<gssize>(pending_.size()));
    if (c == static_cast<gunichar>(-2)) continue;  // not complete yet
    pending_.clear();
    if (c != static_cast<gunichar>(-1)) take(c);
  }
}

void LineEditor::take(char32_t c) {
  switch (std::exchange(state_, State::text)) {
    case State::text:
      return c < 0x20 || c == backspace ? take_control(c) : insert(c);
    case State::escape:
      return take_escaped(c);
    case State::shift:
      parameters_.clear();
      return take_sequence(c);
    case State::sequence:
      if (c >= 0x40 && c <= 0x7E) return take_sequence(c);
      if (c < 0x20 || c > 0x7E) return;
      if (parameters_.size() < longest_sequence) parameters_ += static_cast<char>(c);
      state_ = State::sequence;
  }
}

void LineEditor::take_control(char32_t c) {
  if (pasting_ && c != escape) return insert(' ');
  switch (c) {
    case escape:
      state_ = State::escape;
      return;
    case '\r':
    case '\n':
      return enter();
    case backspace:
    case control('H'):
      return erase(left_of(cursor_), cursor_);
    case control('D'):
      return text_.empty() ? observer_.on_end() : erase(cursor_, right_of(cursor_));
    case control('A'):
      cursor_ = 0;
      return;
    case control('E'):
      cursor_ = text_.size();
      return;
    case control('B'):
      cursor_ = left_of(cursor_);
      return;
    case control('F'):
      cursor_ = right_of(cursor_);
      return;
    case control('W'):
      return erase(word_left(), cursor_);
    case control('U'):
      return erase(0, cursor_);
    case control('K'):
      return erase(cursor_, text_.size());
    case control('P'):
      return recall(recalled_ - 1);
    case control('N'):
      return recall(recalled_ + 1);
    case control('L'):
      return observer_.on_redraw();
    default:
      return;
  }
}

void LineEditor::take_escaped(char32_t c) {
  switch (c) {
    case '[':
      parameters_.clear();
      state_ = State::sequence;
      return;
    case 'O':
      state_ = State::shift;
      return;
    case 'b':
      cursor_ = word_left();
      return;
    case 'f':
      cursor_ = word_right();
      return;
    case 'd':
      return erase(cursor_, word_right());
    case backspace:
      return erase(word_left(), cursor_);
    case escape:
      state_ = State::escape;
      return;
    default:
      return;
  }
}

void LineEditor::take_sequence(char32_t final_byte) {
  const bool by_word = parameters_.ends_with(";5") || parameters_.ends_with(";3");  // Ctrl, Alt
  switch (final_byte) {
    case 'A':
      return recall(recalled_ - 1);
    case 'B':
      return recall(recalled_ + 1);
    case 'C':
      cursor_ = by_word ? word_right() : right_of(cursor_);
      return;
    case 'D':
      cursor_ = by_word ? word_left() : left_of(cursor_);
      return;
    case 'H':
      cursor_ = 0;
      return;
    case 'F':
      cursor_ = text_.size();
      return;
    case '~':
      if (parameters_ == "1" || parameters_ == "7") cursor_ = 0;
      if (parameters_ == "4" || parameters_ == "8") cursor_ = text_.size();
      if (parameters_ == "3") erase(cursor_, right_of(cursor_));
      if (parameters_ == "200") pasting_ = true;
      if (parameters_ == "201") pasting_ = false;
      return;
    default:
      return;
  }
}

void LineEditor::insert(char32_t c) {
  if (text_.size() >= longest_line || (c >= 0x80 && g_unichar_iscntrl(c))) return;
  text_.insert(text_.begin() + static_cast<std::ptrdiff_t>(cursor_++), c);
}

void LineEditor::enter() {
  const auto line = std::exchange(text_, {});
  cursor_ = 0;
  unfinished_.clear();
  if (!line.empty() && (history_.empty() || history_.back() != line)) history_.push_back(line);
  if (history_.size() > longest_history) history_.erase(history_.begin());
  recalled_ = history_.size();
  if (!line.empty()) observer_.on_line(to_utf8(line));
}

void LineEditor::recall(std::size_t index) {
  if (index > history_.size()) return;  // also what was before the first
  if (recalled_ == history_.size()) unfinished_ = text_;
  recalled_ = index;
  text_ = index == history_.size() ? unfinished_ : history_[index];
  cursor_ = text_.size();
}

void LineEditor::erase(std::size_t from, std::size_t to) {
  text_.erase(from, to - from);
  cursor_ = from;
}

std::size_t LineEditor::left_of(std::size_t at) const {
  while (at > 0 && is_mark(text_[--at])) {
  }
  return at;
}

std::size_t LineEditor::right_of(std::size_t at) const {
  if (at < text_.size()) ++at;
  while (at < text_.size() && is_mark(text_[at])) ++at;
  return at;
}

std::size_t LineEditor::word_left() const {
  auto at = cursor_;
  while (at > 0 && g_unichar_isspace(text_[at - 1])) --at;
  while (at > 0 && !g_unichar_isspace(text_[at - 1])) --at;
  return at;
}

std::size_t LineEditor::word_right() const {
  auto at = cursor_;
  while (at < text_.size() && g_unichar_isspace(text_[at])) ++at;
  while (at < text_.size() && !g_unichar_isspace(text_[at])) ++at;
  return at;
}

LineEditor::View LineEditor::view(std::size_t columns) const {
  // As much as fits in front of the cursor, which needs a column of its own, and then what still fits behind it.
  std::size_t begin = cursor_;
  std::size_t before = 0;
  while (begin > 0 && before + width_of(text_[begin - 1]) < columns) before += width_of(text_[--begin]);
  while (begin < cursor_ && is_mark(text_[begin])) ++begin;
  std::size_t end = cursor_;
  std::size_t used = before;
  while (end < text_.size() && used + width_of(text_[end]) <= columns) used += width_of(text_[end++]);
  return {to_utf8(std::u32string_view(text_).substr(begin, end - begin)), before};
}

}  // namespace vchat::ui
