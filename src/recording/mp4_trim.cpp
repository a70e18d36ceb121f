#include "recording/mp4_trim.hpp"

#include <array>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace vchat::recording {

namespace {

constexpr std::uint64_t header_size = 8;

struct Box {
  std::uint64_t size = 0;  // bytes, with its header
  std::array<char, 4> type{};
};

std::uint64_t big_endian(const std::uint8_t* bytes, int count) {
  std::uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8U | bytes[i];
  return value;
}

/// ISO/IEC 14496-12, 4.2. Nothing if there is no whole header.
std::optional<Box> read_box(int file, std::uint64_t at) {
  std::array<std::uint8_t, 2 * header_size> bytes{};
  const auto got = pread(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
  if (got < static_cast<ssize_t>(header_size)) return std::nullopt;
  Box box;
  box.size = big_endian(bytes.data(), 4);
  for (std::size_t i = 0; i < box.type.size(); ++i) box.type[i] = static_cast<char>(bytes[4 + i]);
  if (box.size == 1 && got == static_cast<ssize_t>(bytes.size())) box.size = big_endian(bytes.data() + header_size, 8);
  if (box.size < header_size) return std::nullopt;
  return box;
}

/// Where the last whole fragment ends; 0 if there is none.
std::uint64_t whole_fragments(int file, std::uint64_t length) {
  std::uint64_t end = 0;
  for (std::uint64_t at = 0;;) {
    const auto box = read_box(file, at);
    if (!box || box->size > length - at) return end;
    at += box->size;
    if (std::string_view(box->type.data(), box->type.size()) == "mdat") end = at;
  }
}

}  // namespace

void trim_to_whole_fragments(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  const auto length = lseek(file, 0, SEEK_END);
  const auto end = length > 0 ? whole_fragments(file, static_cast<std::uint64_t>(length)) : 0;
  // Best effort: the file can hardly become worse.
  if (end > 0 && ftruncate(file, static_cast<off_t>(end)) == 0) fsync(file);
  close(file);
}

}  // namespace vchat::recording
