#include "tracks/h264.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include <gst/codecparsers/gsth264parser.h>

#include "glib/owned.hpp"

namespace vchat::tracks {

namespace {

using NalUnit = std::span<const std::uint8_t>;

constexpr std::array<std::uint8_t, 3> start_code{0, 0, 1};
constexpr std::uint8_t type_mask = 0x1F;

std::vector<NalUnit> nal_units(const Bytes& stream) {
  std::vector<NalUnit> units;
  auto code = std::search(stream.begin(), stream.end(), start_code.begin(), start_code.end());
  while (code != stream.end()) {
    const auto begin = code + start_code.size();
    code = std::search(begin, stream.end(), start_code.begin(), start_code.end());
    auto end = code;
    while (end != begin && *(end - 1) == 0) --end;  // trailing zeros, or the first of a start code of four bytes
    if (end != begin) units.emplace_back(begin, end);
  }
  return units;
}

const NalUnit* find(const std::vector<NalUnit>& units, GstH264NalUnitType type) {
  const auto found =
      std::find_if(units.begin(), units.end(), [type](const auto& unit) { return (unit.front() & type_mask) == type; });
  return found == units.end() ? nullptr : &*found;
}

void append_big_endian(Bytes& bytes, std::size_t value, unsigned length) {
  while (length-- > 0) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * length)));
}

Bytes configuration_record(NalUnit sps, NalUnit pps) {
  // Version, profile, compatibility, level, lengths of 4 bytes, one SPS; then one PPS.
  Bytes record{1, sps[1], sps[2], sps[3], 0xFF, 0xE1};
  append_big_endian(record, sps.size(), 2);
  record.insert(record.end(), sps.begin(), sps.end());
  record.push_back(1);
  append_big_endian(record, pps.size(), 2);
  record.insert(record.end(), pps.begin(), pps.end());
  return record;
}

}  // namespace

std::optional<H264Format> h264_format(const Bytes& unit) {
  const auto units = nal_units(unit);
  const auto* sps = find(units, GST_H264_NAL_SPS);
  const auto* pps = find(units, GST_H264_NAL_PPS);
  constexpr std::size_t least_sps = 4;
  if (!sps || !pps || sps->size() < least_sps) return std::nullopt;
  const std::unique_ptr<GstH264NalParser, glib::FreeWith<gst_h264_nal_parser_free>> parser(gst_h264_nal_parser_new());
  GstH264NalUnit nal{};
  GstH264SPS parsed{};
  const auto offset = static_cast<guint>(sps->data() - unit.data()) - static_cast<guint>(start_code.size());
  if (gst_h264_parser_identify_nalu_unchecked(parser.get(), unit.data(), offset, unit.size(), &nal) !=
      GST_H264_PARSER_OK)
    return std::nullopt;
  nal.size = static_cast<guint>(sps->size());
  if (gst_h264_parser_parse_sps(parser.get(), &nal, &parsed) != GST_H264_PARSER_OK) return std::nullopt;
  const bool cropped = parsed.frame_cropping_flag != 0;
  H264Format format{configuration_record(*sps, *pps), cropped ? parsed.crop_rect_width : parsed.width,
                    cropped ? parsed.crop_rect_height : parsed.height};
  gst_h264_sps_clear(&parsed);
  return format;
}

Bytes with_lengths(const Bytes& unit) {
  Bytes out;
  out.reserve(unit.size() + 16);
  for (const auto& nal : nal_units(unit)) {
    append_big_endian(out, nal.size(), 4);
    out.insert(out.end(), nal.begin(), nal.end());
  }
  return out;
}

}  // namespace vchat::tracks
