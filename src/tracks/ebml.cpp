#include "tracks/ebml.hpp"

#include <bit>

namespace vchat::tracks {

namespace {

constexpr std::uint64_t size_marker = 1ULL << 56;  // of a size of 8 bytes

unsigned length_of(std::uint64_t value) {
  unsigned length = 1;
  while (value >>= 8) ++length;
  return length;
}

}  // namespace

void EbmlWriter::big_endian(std::uint64_t value, unsigned length) {
  while (length-- > 0) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * length)));
}

void EbmlWriter::raw(const std::uint8_t* data, std::size_t size) {
  bytes_.insert(bytes_.end(), data, data + size);
}

void EbmlWriter::id(EbmlId id) {
  const auto value = static_cast<std::uint32_t>(id);
  big_endian(value, length_of(value));
}

EbmlWriter& EbmlWriter::head(EbmlId element, std::uint64_t size) {
  id(element);
  big_endian(size | size_marker, size_length);
  return *this;
}

EbmlWriter& EbmlWriter::endless_head(EbmlId element) {
  return head(element, size_marker - 1);
}

EbmlWriter& EbmlWriter::number(EbmlId element, std::uint64_t value) {
  const auto length = length_of(value);
  head(element, length).big_endian(value, length);
  return *this;
}

EbmlWriter& EbmlWriter::real(EbmlId element, double value) {
  head(element, sizeof value).big_endian(std::bit_cast<std::uint64_t>(value), sizeof value);
  return *this;
}

EbmlWriter& EbmlWriter::text(EbmlId element, std::string_view value) {
  head(element, value.size());
  raw(reinterpret_cast<const std::uint8_t*>(value.data()), value.size());
  return *this;
}

EbmlWriter& EbmlWriter::binary(EbmlId element, const Bytes& value) {
  head(element, value.size());
  raw(value.data(), value.size());
  return *this;
}

EbmlWriter& EbmlWriter::append(const EbmlWriter& elements) {
  raw(elements.bytes_.data(), elements.size());
  return *this;
}

EbmlWriter& EbmlWriter::block(unsigned track, std::int16_t time, bool keyframe, const Bytes& data) {
  constexpr std::uint8_t keyframe_flag = 0x80;
  head(EbmlId::simple_block, 4 + data.size());
  bytes_.push_back(static_cast<std::uint8_t>(0x80 | track));
  big_endian(static_cast<std::uint16_t>(time), 2);
  bytes_.push_back(keyframe ? keyframe_flag : 0);
  raw(data.data(), data.size());
  return *this;
}

EbmlWriter& EbmlWriter::padding(std::size_t size) {
  return binary(EbmlId::padding, Bytes(size - 1 - size_length));
}

Bytes ebml_size(std::uint64_t size) {
  Bytes bytes;
  for (unsigned i = size_length; i-- > 0;) bytes.push_back(static_cast<std::uint8_t>((size | size_marker) >> (8 * i)));
  return bytes;
}

}  // namespace vchat::tracks
