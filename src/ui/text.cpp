#include "ui/text.hpp"

#include <glib.h>

#include "glib/owned.hpp"

namespace vchat::ui {

namespace {

bool steers_a_terminal(gunichar c) {
  const bool bidirectional = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029 || bidirectional;
}

std::size_t width_of(gunichar c) {
  if (g_unichar_iszerowidth(c)) return 0;
  return g_unichar_iswide(c) ? 2 : 1;
}

void append(std::string& text, gunichar c) {
  char utf8[6];
  text.append(utf8, static_cast<std::size_t>(g_unichar_to_utf8(c, utf8)));
}

template <class Visit>
void for_each_character(std::string_view text, Visit visit) {
  for (const char* at = text.data(); at < text.data() + text.size(); at = g_utf8_next_char(at)) {
    if (!visit(g_utf8_get_char(at))) return;
  }
}

}  // namespace

std::string printable(std::string_view text) {
  const glib::GCharPtr valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string clean;
  for_each_character(valid.get(), [&](gunichar c) {
    append(clean, steers_a_terminal(c) ? ' ' : c);
    return true;
  });
  return clean;
}

std::size_t text_width(std::string_view text) {
  std::size_t columns = 0;
  for_each_character(text, [&](gunichar c) {
    columns += width_of(c);
    return true;
  });
  return columns;
}

std::string fitted(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::string start;
  std::size_t used = 0;
  for_each_character(text, [&](gunichar c) {
    used += width_of(c);
    if (used > columns - 1) return false;
    append(start, c);
    return true;
  });
  return start + "…";
}

}  // namespace vchat::ui
