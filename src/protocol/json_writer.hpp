// Writes JSON objects.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/json.hpp"

namespace vchat::protocol::json {

/// Writes one object, member by member. Texts must be UTF-8. Reentrant.
class Writer {
 public:
  Writer& text(std::string_view key, std::string_view value) {
    append_string(this->key(key), value);
    return *this;
  }
  Writer& text_if(std::string_view key, const std::optional<std::string>& value) {
    return value ? text(key, *value) : *this;
  }
  Writer& text_unless_empty(std::string_view key, std::string_view value) {
    return value.empty() ? *this : text(key, value);
  }
  Writer& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  Writer& number(std::string_view key, double value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return raw(key, std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
  }
  Writer& whole(std::string_view key, std::int64_t value) { return raw(key, std::to_string(value)); }
  Writer& raw(std::string_view key, std::string_view json) {
    this->key(key) += json;
    return *this;
  }
  template <class Range, class ToJson>
  Writer& array(std::string_view key, const Range& values, ToJson to_json) {
    auto& out = this->key(key);
    out += '[';
    const char* separator = "";
    for (const auto& value : values) {
      out += separator;
      out += to_json(value);
      separator = ",";
    }
    out += ']';
    return *this;
  }
  Writer& texts(std::string_view key, const std::vector<std::string>& values) {
    return array(key, values, [](const std::string& value) {
      std::string quoted;
      append_string(quoted, value);
      return quoted;
    });
  }

  /// The object; the writer is empty then.
  [[nodiscard]] std::string finish() {
    json_ += json_.empty() ? "{}" : "}";
    return std::exchange(json_, {});
  }

 private:
  std::string& key(std::string_view name) {
    json_ += json_.empty() ? '{' : ',';
    append_string(json_, name);
    return json_ += ':';
  }

  std::string json_;
};

}  // namespace vchat::protocol::json
