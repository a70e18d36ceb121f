#include "protocol/json.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <glib.h>

#include "protocol/utf8.hpp"

namespace vchat::protocol::json {

namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// True for the bytes that end a run of plain characters inside a string.
constexpr std::array<bool, 256> ends_run = [] {
  std::array<bool, 256> table{};
  for (int c = 0; c < 0x20; ++c) table[static_cast<std::size_t>(c)] = true;
  table['"'] = true;
  table['\\'] = true;
  return table;
}();

/// Walks over a text and checks its grammar. UTF-8 is checked apart, for the whole text at once.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : text_(text) {}

  void skip_space() noexcept {
    while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++position_;
  }

  [[nodiscard]] bool at_end() const noexcept { return position_ == text_.size(); }
  [[nodiscard]] char peek() const noexcept { return at_end() ? '\0' : text_[position_]; }
  [[nodiscard]] std::size_t position() const noexcept { return position_; }
  [[nodiscard]] std::string_view from(std::size_t start) const noexcept {
    return text_.substr(start, position_ - start);
  }

  bool accept(char c) noexcept {
    if (at_end() || text_[position_] != c) return false;
    ++position_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail();
  }

  std::string_view value(unsigned depth) {
    const auto start = position_;
    switch (peek()) {
      case '{':
        object(depth);
        break;
      case '[':
        array(depth);
        break;
      case '"':
        string();
        break;
      case 't':
        literal("true");
        break;
      case 'f':
        literal("false");
        break;
      case 'n':
        literal("null");
        break;
      default:
        number();
    }
    return from(start);
  }

  std::string_view string() {
    const auto start = position_;
    expect('"');
    for (;;) {
      while (!at_end() && !ends_run[static_cast<unsigned char>(text_[position_])]) ++position_;
      if (accept('"')) return from(start);
      expect('\\');
      escape();
    }
  }

  [[noreturn]] void fail() const { throw Malformed("not JSON at byte " + std::to_string(position_)); }

  /// Calls `each` at the start of every element between `open` and `close`.
  template <class Each>
  void sequence(char open, char close, Each each) {
    expect(open);
    skip_space();
    if (accept(close)) return;
    do {
      skip_space();
      each();
      skip_space();
    } while (accept(','));
    expect(close);
  }

 private:
  static unsigned deeper(unsigned depth) {
    if (depth == max_depth) throw Malformed("nested more than " + std::to_string(max_depth) + " levels deep");
    return depth + 1;
  }

  void object(unsigned depth) {
    const auto inner = deeper(depth);
    sequence('{', '}', [&] {
      string();
      skip_space();
      expect(':');
      skip_space();
      value(inner);
    });
  }

  void array(unsigned depth) {
    const auto inner = deeper(depth);
    sequence('[', ']', [&] { value(inner); });
  }

  void literal(std::string_view word) {
    if (text_.substr(position_, word.size()) != word) fail();
    position_ += word.size();
  }

  void digits() {
    if (!is_digit(peek())) fail();
    while (is_digit(peek())) ++position_;
  }

  void number() {
    accept('-');
    if (!accept('0')) digits();
    if (accept('.')) digits();
    if (accept('e') || accept('E')) {
      if (!accept('+')) accept('-');
      digits();
    }
  }

  void escape() {
    const char c = peek();
    if (at_end() || std::string_view("\"\\/bfnrtu").find(c) == std::string_view::npos) fail();
    ++position_;
    if (c != 'u') return;
    for (int i = 0; i < 4; ++i, ++position_)
      if (hex_digit(peek()) < 0) fail();
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::uint32_t hex4(const char* digits) noexcept {
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i) unit = unit * 16 + static_cast<std::uint32_t>(hex_digit(digits[i]));
  return unit;
}

void append_utf8(std::string& text, std::uint32_t character) {
  std::array<char, 6> bytes{};
  text.append(bytes.data(), static_cast<std::size_t>(g_unichar_to_utf8(character, bytes.data())));
}

char simple_escape(char c) noexcept {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

/// Reads the four hex digits at `rest`, and a second escape where they are the first half of a surrogate pair. Nothing
/// for what is no character, and for NUL, which would cut short what later becomes a C string.
std::optional<std::uint32_t> unicode_escape(std::string_view& rest) {
  const auto unit = hex4(rest.data());
  rest.remove_prefix(4);
  if (unit == 0 || (unit >= 0xDC00 && unit < 0xE000)) return std::nullopt;
  if (unit < 0xD800 || unit >= 0xE000) return unit;
  if (rest.substr(0, 2) != "\\u") return std::nullopt;
  const auto second = hex4(rest.data() + 2);
  if (second < 0xDC00 || second >= 0xE000) return std::nullopt;
  rest.remove_prefix(6);
  return 0x10000 + ((unit - 0xD800) << 10U) + (second - 0xDC00);
}

std::optional<std::string> unescape(std::string_view inside) {
  std::string result;
  result.reserve(inside.size());
  for (;;) {
    const auto backslash = inside.find('\\');
    result.append(inside.substr(0, backslash));
    if (backslash == std::string_view::npos) return result;
    const char c = inside[backslash + 1];
    inside.remove_prefix(backslash + 2);
    if (c != 'u') {
      result += simple_escape(c);
    } else {
      const auto character = unicode_escape(inside);
      if (!character) return std::nullopt;
      append_utf8(result, *character);
    }
  }
}

}  // namespace

Kind Value::kind() const noexcept {
  switch (raw_.front()) {
    case '{':
      return Kind::object;
    case '[':
      return Kind::array;
    case '"':
      return Kind::string;
    case 't':
    case 'f':
      return Kind::boolean;
    case 'n':
      return Kind::null;
    default:
      return Kind::number;
  }
}

std::optional<std::string> Value::text() const {
  if (kind() != Kind::string) return std::nullopt;
  return unescape(raw_.substr(1, raw_.size() - 2));
}

std::optional<bool> Value::boolean() const noexcept {
  if (kind() != Kind::boolean) return std::nullopt;
  return raw_.front() == 't';
}

std::optional<std::uint32_t> Value::integer() const noexcept {
  std::uint32_t value = 0;
  const auto* end = raw_.data() + raw_.size();
  const auto [stopped, failure] = std::from_chars(raw_.data(), end, value);
  if (failure != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

std::optional<double> Value::number() const noexcept {
  if (kind() != Kind::number) return std::nullopt;
  double value = 0;
  const auto [stopped, failure] = std::from_chars(raw_.data(), raw_.data() + raw_.size(), value);
  if (failure != std::errc{} || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::vector<Value>> Value::elements() const {
  if (kind() != Kind::array) return std::nullopt;
  std::vector<Value> values;
  Scanner scanner(raw_);
  scanner.sequence('[', ']', [&] { values.emplace_back(scanner.value(0)); });
  return values;
}

Object::Object(std::string_view text) {
  if (!is_utf8(text)) throw Malformed("not UTF-8");
  Scanner scanner(text);
  scanner.skip_space();
  if (scanner.peek() != '{') throw Malformed("not a JSON object");
  scanner.sequence('{', '}', [&] {
    const auto start = scanner.position();
    auto key = Value(scanner.string()).text();
    if (!key) throw Malformed("a field name with a character that is not allowed");
    if (find(*key)) throw Malformed("a field is there twice");
    if (members_.size() == max_members) throw Malformed("more than " + std::to_string(max_members) + " fields");
    scanner.skip_space();
    scanner.expect(':');
    scanner.skip_space();
    const Value value(scanner.value(1));
    members_.push_back({std::move(*key), scanner.from(start), value});
  });
  scanner.skip_space();
  if (!scanner.at_end()) scanner.fail();
}

const Value* Object::find(std::string_view key) const noexcept {
  for (const auto& member : members_)
    if (member.key == key) return &member.value;
  return nullptr;
}

void append_string(std::string& json, std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  json += '"';
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && !ends_run[static_cast<unsigned char>(text[run])]) ++run;
    json.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;
    const char c = text.front();
    switch (c) {
      case '"':
        json += "\\\"";
        break;
      case '\\':
        json += "\\\\";
        break;
      case '\n':
        json += "\\n";
        break;
      case '\r':
        json += "\\r";
        break;
      case '\t':
        json += "\\t";
        break;
      default:
        json += "\\u00";
        json += hex[static_cast<unsigned char>(c) >> 4U];
        json += hex[static_cast<unsigned char>(c) & 15U];
    }
    text.remove_prefix(1);
  }
  json += '"';
}

}  // namespace vchat::protocol::json
