#include "recording/mp4_fragments.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "glib/ref_ptr.hpp"

namespace vchat::recording {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t type_offset = 4;
constexpr std::size_t header_size = 8;
constexpr std::size_t first_child_type = header_size + type_offset;
constexpr auto fragment = "moof"sv;
constexpr auto unnamed = "free"sv;
constexpr auto fragment_header = "mfhd"sv;  // a `moof` begins with it, 8.8.5
constexpr auto fragment_data = "mdat"sv;

std::uint64_t big_endian(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | bytes[i];
  return value;
}

/// ISO/IEC 14496-12, 4.2.
class Box {
 public:
  /// Nothing if not even a header is there.
  static std::optional<Box> read(int file, std::uint64_t at) {
    Box box;
    const auto got = pread(file, box.bytes_.data(), box.bytes_.size(), static_cast<off_t>(at));
    if (got < static_cast<ssize_t>(header_size) || box.size() < header_size) return std::nullopt;
    return box;
  }

  /// Bytes, with the header.
  [[nodiscard]] std::uint64_t size() const {
    const auto size = big_endian(bytes_.data(), type_offset);
    return size == 1 ? big_endian(&bytes_[header_size], 8) : size;
  }
  [[nodiscard]] bool is(std::string_view type) const { return text(type_offset) == type; }
  [[nodiscard]] bool is_unnamed_fragment() const { return is(unnamed) && text(first_child_type) == fragment_header; }

 private:
  [[nodiscard]] std::string_view text(std::size_t at) const {
    return {reinterpret_cast<const char*>(&bytes_[at]), fragment.size()};
  }

  std::array<std::uint8_t, 2 * header_size> bytes_{};
};

std::uint64_t length_of(int file) {
  struct stat status {};
  return fstat(file, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// mp4mux gives a `moof` as one buffer and without a time.
bool is_fragment(GstBuffer* buffer) {
  if (GST_BUFFER_PTS_IS_VALID(buffer)) return false;
  return gst_buffer_memcmp(buffer, type_offset, fragment.data(), fragment.size()) == 0;
}

GstPadProbeReturn hide_fragment(GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
  auto* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  if (!is_fragment(buffer)) return GST_PAD_PROBE_OK;
  buffer = gst_buffer_make_writable(buffer);
  gst_buffer_fill(buffer, type_offset, unnamed.data(), unnamed.size());
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  return GST_PAD_PROBE_OK;
}

}  // namespace

Mp4Fragments::Mp4Fragments(int file, GstPad* muxer) : file_(file) {
  gst_pad_add_probe(muxer, GST_PAD_PROBE_TYPE_BUFFER, &hide_fragment, nullptr, nullptr);
}

void Mp4Fragments::name_whole() {
  const auto whole = find_whole();
  // Best effort: a disk that takes no more says so to who writes.
  if (fdatasync(file_) != 0 || whole.empty()) return;
  for (const auto at : whole)
    if (pwrite(file_, fragment.data(), fragment.size(), static_cast<off_t>(at + type_offset)) < 0) return;
  fdatasync(file_);
}

std::vector<std::uint64_t> Mp4Fragments::find_whole() {
  std::vector<std::uint64_t> whole;
  std::uint64_t fragment_at = 0;  // of which the data has not been seen yet; 0: none
  const auto length = length_of(file_);
  for (auto at = next_;;) {
    const auto box = Box::read(file_, at);
    if (!box || box->size() > length - at) return whole;
    if (box->is_unnamed_fragment()) fragment_at = at;
    at += box->size();
    if (fragment_at != 0 && !box->is(fragment_data)) continue;
    if (fragment_at != 0) whole.push_back(std::exchange(fragment_at, 0));
    next_ = at;
  }
}

}  // namespace vchat::recording
