#include "ui/output.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>

#include <glib.h>

#include "glib/owned.hpp"
#include "ui/text.hpp"
#include "util/error.hpp"

namespace vchat::ui {

namespace {

using DateTimePtr = std::unique_ptr<GDateTime, glib::FreeWith<g_date_time_unref>>;

std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      json += escape.data();
    } else {
      json += c;
    }
  }
  return json + '"';
}

std::string now() {
  const DateTimePtr time(g_date_time_new_now_local());
  const glib::GCharPtr seconds(g_date_time_format(time.get(), "%Y-%m-%dT%H:%M:%S"));
  const glib::GCharPtr zone(g_date_time_format(time.get(), "%:z"));
  std::array<char, 16> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03d", g_date_time_get_microsecond(time.get()) / 1000);
  return std::string(seconds.get()) + fraction.data() + zone.get();
}

}  // namespace

void print_line(std::string_view line) {
  const bool written = std::fwrite(line.data(), 1, line.size(), stdout) == line.size() &&
                       std::fputc('\n', stdout) != EOF && std::fflush(stdout) == 0;
  if (!written) throw util::Error(std::string("cannot write to standard output: ") + std::strerror(errno));
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
  if (!members_.empty()) members_ += ',';
  members_.append(quoted(name)).append(":").append(json);
  return *this;
}

JsonObject& JsonObject::add(std::string_view name, std::string_view value) {
  return raw(name, quoted(value));
}
JsonObject& JsonObject::add(std::string_view name, bool value) {
  return raw(name, value ? "true" : "false");
}
JsonObject& JsonObject::add(std::string_view name, std::int64_t value) {
  return raw(name, std::to_string(value));
}
JsonObject& JsonObject::add(std::string_view name, std::uint64_t value) {
  return raw(name, std::to_string(value));
}
JsonObject& JsonObject::add(std::string_view name, const JsonObject& value) {
  return raw(name, value.text());
}

JsonObject& JsonObject::add(std::string_view name, double value) {
  if (!std::isfinite(value)) return raw(name, "null");
  std::array<char, G_ASCII_DTOSTR_BUF_SIZE + 320> text{};
  // Not printf: its decimal point follows the locale.
  g_ascii_formatd(text.data(), static_cast<int>(text.size()), "%.3f", value);
  return raw(name, text.data());
}

JsonObject& JsonObject::add(std::string_view name, const std::vector<JsonObject>& values) {
  std::string array;
  for (const auto& value : values) array += (array.empty() ? "" : ",") + value.text();
  return raw(name, "[" + array + "]");
}

JsonObject& JsonObject::append(const JsonObject& other) {
  if (!members_.empty() && !other.members_.empty()) members_ += ',';
  members_ += other.members_;
  return *this;
}

std::string event_text(std::string_view event, const JsonObject& fields) {
  return JsonObject().add("event", event).add("time", now()).append(fields).text();
}

void print_event(std::string_view event, const JsonObject& fields) {
  print_line(event_text(event, fields));
}

Table::Table(std::vector<std::string> header) {
  rows_.push_back(std::move(header));
}

void Table::add_row(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], text_width(row[i]));
  }
  std::string all;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - text_width(row[i]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    all += (all.empty() ? "" : "\n") + line;
  }
  return all;
}

}  // namespace vchat::ui
