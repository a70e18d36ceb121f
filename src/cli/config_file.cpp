#include "cli/config_file.hpp"

#include <algorithm>

#include "glib/owned.hpp"
#include "util/error.hpp"

namespace vchat::cli {

namespace {

[[noreturn]] void refuse(const std::string& file, int line, const std::string& what) {
  throw util::UsageError(file + ":" + std::to_string(line) + ": " + what);
}

bool is_key_character(char c) {
  return g_ascii_isalnum(c) || c == '-' || c == '_';
}

/// Reads one line from left to right.
class LineReader {
 public:
  LineReader(std::string_view rest, const std::string& file, int line) : rest_(rest), file_(file), line_(line) {}

  [[noreturn]] void fail(const std::string& what) const { refuse(file_, line_, what); }

  [[nodiscard]] bool at_end() {
    skip_blanks();
    return rest_.empty() || rest_.front() == '#';
  }

  bool take(char wanted) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string key() {
    skip_blanks();
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_key_character);
    std::string name(rest_.begin(), end);
    if (name.empty()) fail("expected a name of letters, digits, '-' or '_'");
    rest_.remove_prefix(name.size());
    return name;
  }

  std::vector<std::string> values() {
    if (!take('[')) return {value()};
    std::vector<std::string> all;
    while (!take(']')) {
      all.push_back(value());
      if (!take(',') && !rest_.starts_with(']')) {
        if (at_end()) fail("an array ends with ']' on the line where it begins");
        fail("expected ',' or ']'");
      }
    }
    return all;
  }

 private:
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size())); }

  std::string value() {
    if (at_end()) fail("a value is missing");
    if (take('\'')) return quoted('\'');
    if (take('"')) return quoted('"');
    const auto bare = rest_.substr(0, rest_.find_first_of(" \t\r,]#"));
    rest_.remove_prefix(bare.size());
    if (bare != "true" && bare != "false" && !is_number(bare))
      fail("'" + std::string(bare) + "' is neither a number nor true or false; texts stand in \"quotes\"");
    std::string plain(bare);
    std::erase(plain, '_');
    return plain;
  }

  static bool is_number(std::string_view text) {
    if (text.empty()) return false;
    const std::string copy(text);
    char* end = nullptr;
    g_ascii_strtod(copy.c_str(), &end);
    return (*end == '\0' || *end == '_') && text.find_first_not_of("0123456789+-._eE") == text.npos;
  }

  std::string quoted(char quote) {
    std::string text;
    while (!rest_.empty() && rest_.front() != quote) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\\' && quote == '"') {
        append_escape(text);
      } else {
        text += c;
      }
    }
    if (rest_.empty()) fail("a closing quote is missing");
    rest_.remove_prefix(1);
    return text;
  }

  void append_escape(std::string& text) {
    const char c = rest_.empty() ? '\0' : rest_.front();
    rest_.remove_prefix(std::min<std::size_t>(1, rest_.size()));
    switch (c) {
      case 'n':
        text += '\n';
        return;
      case 't':
        text += '\t';
        return;
      case '"':
      case '\\':
        text += c;
        return;
      case 'u':
      case 'U':
        append_code_point(text, c == 'u' ? 4 : 8);
        return;
      default:
        fail("unknown escape; a backslash is written \\\\");
    }
  }

  void append_code_point(std::string& text, std::size_t digits) {
    gunichar code = 0;
    for (std::size_t i = 0; i < digits; ++i, rest_.remove_prefix(1)) {
      const int digit = rest_.empty() ? -1 : g_ascii_xdigit_value(rest_.front());
      if (digit < 0) fail("\\u takes 4 hexadecimal digits, \\U 8");
      code = code * 16 + static_cast<gunichar>(digit);
    }
    if (code == 0 || !g_unichar_validate(code)) fail("that is not a Unicode character");
    char utf8[6];
    text.append(utf8, static_cast<std::size_t>(g_unichar_to_utf8(code, utf8)));
  }

  std::string_view rest_;
  const std::string& file_;
  int line_;
};

CLI::Option* find_option(CLI::App& app, const ConfigEntry& entry, const std::string& file) {
  const auto named = app.get_subcommands([&](CLI::App* sub) { return sub->get_name() == entry.section; });
  auto* owner = entry.section.empty() ? &app : (named.empty() ? nullptr : named.front());
  if (!owner) refuse(file, entry.line, "unknown section [" + entry.section + "]; a section is named like a subcommand");
  auto* option = owner->get_option_no_throw("--" + entry.key);
  if (!option || !option->get_configurable()) {
    const auto where = entry.section.empty() ? std::string("above the first section") : "in [" + entry.section + "]";
    refuse(file, entry.line, "unknown key '" + entry.key + "' " + where);
  }
  return option;
}

}  // namespace

std::vector<ConfigEntry> parse_config(std::string_view text, const std::string& file) {
  std::vector<ConfigEntry> entries;
  std::string section;
  for (int number = 1; !text.empty(); ++number) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!g_utf8_validate(line.data(), static_cast<gssize>(line.size()), nullptr)) refuse(file, number, "not UTF-8");
    LineReader reader(line, file, number);
    if (reader.at_end()) continue;
    if (reader.take('[')) {
      section = reader.key();
      if (!reader.take(']')) reader.fail("expected ']' after the name of the section");
    } else {
      const auto key = reader.key();
      if (!reader.take('=')) reader.fail("expected '=' after '" + key + "'");
      const auto twice = [&](const auto& entry) { return entry.section == section && entry.key == key; };
      if (std::any_of(entries.begin(), entries.end(), twice)) reader.fail("'" + key + "' is there twice");
      entries.push_back({section, key, reader.values(), number});
    }
    if (!reader.at_end()) reader.fail("there is something after the end of the entry");
  }
  return entries;
}

void apply_config(CLI::App& app, const std::string& file) {
  glib::GCharPtr text;
  gsize length = 0;
  glib::GErrorPtr error;
  if (!g_file_get_contents(file.c_str(), glib::out(text), &length, glib::out(error))) {
    if (g_error_matches(error.get(), G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
        g_error_matches(error.get(), G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
      return;
    throw util::UsageError(file + ": cannot be read: " + error->message);
  }
  const auto chosen = app.get_subcommands();
  for (const auto& entry : parse_config({text.get(), length}, file)) {
    auto* option = find_option(app, entry, file);
    const auto is_owner = [&](const CLI::App* sub) { return sub->get_name() == entry.section; };
    const bool used = entry.section.empty() || std::any_of(chosen.begin(), chosen.end(), is_owner);
    if (!used || option->count() > 0 || entry.values.empty()) continue;
    try {
      option->add_result(entry.values);
      option->run_callback();
    } catch (const CLI::Error& wrong) {
      refuse(file, entry.line, wrong.what());
    }
  }
}

std::string default_config_file() {
  return std::string(g_get_user_config_dir()) + "/vchat/config.toml";
}

}  // namespace vchat::cli
