// Results on standard output: lines, tables, and JSON Lines for programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vchat::ui {

/// Writes `line` and a newline to standard output, at once. @throws util::Error if nobody reads it any more or the disk
/// is full. Reentrant.
void print_line(std::string_view line);

/// A JSON object that is written from the first to the last member. Texts must be UTF-8. Reentrant.
class JsonObject {
 public:
  JsonObject& add(std::string_view name, std::string_view value);
  JsonObject& add(std::string_view name, const char* value) { return add(name, std::string_view(value)); }
  JsonObject& add(std::string_view name, const std::string& value) { return add(name, std::string_view(value)); }
  JsonObject& add(std::string_view name, bool value);
  JsonObject& add(std::string_view name, int value) { return add(name, static_cast<std::int64_t>(value)); }
  JsonObject& add(std::string_view name, std::int64_t value);
  JsonObject& add(std::string_view name, std::uint64_t value);
  /// Three decimals; null if it is not finite.
  JsonObject& add(std::string_view name, double value);
  JsonObject& add(std::string_view name, const JsonObject& value);
  JsonObject& add(std::string_view name, const std::vector<JsonObject>& values);
  /// All members of `other` after the ones that are there.
  JsonObject& append(const JsonObject& other);

  [[nodiscard]] std::string text() const { return "{" + members_ + "}"; }

 private:
  JsonObject& raw(std::string_view name, std::string_view json);
  std::string members_;
};

/// One event as --json shows it: `{"event":…,"time":…,fields…}`, the time now in RFC 3339 with ms. Reentrant.
[[nodiscard]] std::string event_text(std::string_view event, const JsonObject& fields = {});
/// event_text() through print_line().
void print_event(std::string_view event, const JsonObject& fields = {});

/// Rows under a header, columns as wide as their widest cell; what is not printable is taken out. Reentrant.
class Table {
 public:
  explicit Table(std::vector<std::string> header);
  /// As many cells as the header has.
  void add_row(std::vector<std::string> cells);
  /// One string, lines ended by newlines but for the last.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace vchat::ui
