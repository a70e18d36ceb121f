#include "protocol/names.hpp"

#include <memory>

#include <glib.h>

namespace vchat::protocol {

namespace {

bool is_space(gunichar c) noexcept {
  const auto type = g_unichar_type(c);
  return g_unichar_isspace(c) || type == G_UNICODE_SPACE_SEPARATOR || type == G_UNICODE_LINE_SEPARATOR ||
         type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(g_utf8_get_char(text.data())))
    text.remove_prefix(static_cast<std::size_t>(g_utf8_next_char(text.data()) - text.data()));
  while (!text.empty()) {
    const char* last = g_utf8_prev_char(text.data() + text.size());
    if (!is_space(g_utf8_get_char(last))) break;
    text.remove_suffix(static_cast<std::size_t>(text.data() + text.size() - last));
  }
  return text;
}

/// Trimmed and composed, as code points; empty if it is no UTF-8 or has no or too many characters.
std::u32string normalized(std::string_view text) {
  // What is far too long is not worth the work of composing it.
  constexpr std::size_t max_bytes = 16 * max_name_characters;
  if (text.size() > max_bytes || !g_utf8_validate_len(text.data(), text.size(), nullptr)) return {};
  const auto inside = trimmed(text);
  const std::unique_ptr<char, decltype(&g_free)> composed(
      g_utf8_normalize(inside.data(), static_cast<gssize>(inside.size()), G_NORMALIZE_NFC), &g_free);
  if (!composed || g_utf8_strlen(composed.get(), -1) > max_name_characters) return {};
  std::u32string characters;
  for (const char* at = composed.get(); *at != '\0'; at = g_utf8_next_char(at)) characters += g_utf8_get_char(at);
  return characters;
}

std::string to_utf8(const std::u32string& characters) {
  std::string text;
  for (const auto c : characters) {
    char bytes[6];
    text.append(bytes, static_cast<std::size_t>(g_unichar_to_utf8(c, bytes)));
  }
  return text;
}

bool turns_direction(gunichar c) noexcept {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool allowed_in_user_name(gunichar c) noexcept {
  const auto type = g_unichar_type(c);
  return type != G_UNICODE_CONTROL && type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR &&
         !turns_direction(c);
}

bool can_be_seen(gunichar c) noexcept {
  return !is_space(c) && !g_unichar_ismark(c) && g_unichar_type(c) != G_UNICODE_FORMAT;
}

}  // namespace

std::optional<std::string> room_name(std::string_view text) {
  const auto characters = normalized(text);
  if (characters.empty() || characters == U"." || characters == U"..") return std::nullopt;
  bool after_letter = false;
  for (const gunichar c : characters) {
    const bool mark = g_unichar_ismark(c) != FALSE;
    const bool letter = g_unichar_isalnum(c) != FALSE || (mark && after_letter);
    if (!letter && c != '.' && c != '_' && c != '-') return std::nullopt;
    after_letter = letter;
  }
  return to_utf8(characters);
}

std::optional<std::string> user_name(std::string_view text) {
  const auto characters = normalized(text);
  bool seen = false;
  for (const gunichar c : characters) {
    if (!allowed_in_user_name(c)) return std::nullopt;
    seen = seen || can_be_seen(c);
  }
  return seen ? std::optional(to_utf8(characters)) : std::nullopt;
}

}  // namespace vchat::protocol
