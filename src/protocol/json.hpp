// A strict, bounded reader of JSON (RFC 8259) that keeps the raw text of what it read, and a writer of strings.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace vchat::protocol::json {

/// The text is not JSON, or goes past one of the limits below. what() says which.
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline constexpr unsigned max_depth = 16;
/// Of an object that is read; keeps the search for duplicates cheap. What is only skipped may have more.
inline constexpr std::size_t max_members = 64;

enum class Kind { null, boolean, number, string, array, object };

/// A view of one value inside a text that was checked. Valid as long as that text. Reentrant.
class Value {
 public:
  explicit Value(std::string_view raw) noexcept : raw_(raw) {}
  [[nodiscard]] Kind kind() const noexcept;
  [[nodiscard]] std::string_view raw() const noexcept { return raw_; }

  /// The string without quotes and escapes; nothing for another kind, or one with a NUL or a lone surrogate in it.
  [[nodiscard]] std::optional<std::string> text() const;
  [[nodiscard]] std::optional<bool> boolean() const noexcept;
  /// A number that is written as a whole one and fits; nothing otherwise.
  [[nodiscard]] std::optional<std::uint32_t> integer() const noexcept;
  /// A finite number; nothing otherwise.
  [[nodiscard]] std::optional<double> number() const noexcept;
  /// The values of an array; nothing for another kind.
  [[nodiscard]] std::optional<std::vector<Value>> elements() const;

 private:
  std::string_view raw_;
};

struct Member {
  std::string key;
  std::string_view raw;  // "key":value, as it was written
  Value value;
};

/// An object of which the whole text was checked: grammar, depth, UTF-8; and that no key is there twice. Valid as long
/// as the text. Reentrant.
class Object {
 public:
  /// @throws Malformed
  explicit Object(std::string_view text);
  /// Nothing if there is no such member.
  [[nodiscard]] const Value* find(std::string_view key) const noexcept;
  [[nodiscard]] const std::vector<Member>& members() const noexcept { return members_; }

 private:
  std::vector<Member> members_;
};

/// Appends `text` (UTF-8) to `json` as a JSON string, with quotes. Reentrant.
void append_string(std::string& json, std::string_view text);

}  // namespace vchat::protocol::json
