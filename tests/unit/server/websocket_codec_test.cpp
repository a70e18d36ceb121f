#include "server/websocket_codec.hpp"

#include <gtest/gtest.h>

namespace vchat::server {
namespace {

std::string masked(int first_byte, const std::string& payload) {
  std::string frame{static_cast<char>(first_byte)};
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += '\xfe';
    frame += static_cast<char>(payload.size() >> 8U);
    frame += static_cast<char>(payload.size());
  }
  const std::string key = "\x11\x22\x33\x44";
  frame += key;
  for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ key[i % 4]);
  return frame;
}

std::string text_of(const Frame& frame) {
  return {frame.payload.data(), frame.payload.size()};
}

std::optional<CloseCode> refusal(std::string bytes) {
  std::span<char> rest(bytes);
  try {
    static_cast<void>(take_frame(rest, 1000));
  } catch (const FramingError& error) {
    return error.code();
  }
  return std::nullopt;
}

TEST(TakeFrame, UnmasksPayloadsOfAnyLength) {
  for (const std::size_t length : {0U, 1U, 7U, 8U, 9U, 125U, 126U, 127U, 1000U}) {
    std::string payload(length, 'x');
    for (std::size_t i = 0; i < length; ++i) payload[i] = static_cast<char>(i);
    auto bytes = masked(0x81, payload);
    std::span<char> rest(bytes);
    const auto frame = take_frame(rest, 1000);
    ASSERT_TRUE(frame);
    EXPECT_TRUE(frame->final);
    EXPECT_EQ(frame->opcode, Opcode::text);
    EXPECT_EQ(text_of(*frame), payload);
    EXPECT_TRUE(rest.empty());
  }
}

TEST(TakeFrame, WaitsForTheWholeFrameAndLeavesTheNext) {
  const auto both = masked(0x01, "one") + masked(0x80, std::string(200, 'y'));
  for (std::size_t cut = 0; cut < both.size(); ++cut) {
    auto bytes = both.substr(0, cut);
    std::span<char> rest(bytes);
    const auto first = take_frame(rest, 1000);
    EXPECT_EQ(first.has_value(), cut >= 9) << cut;
    if (first) {
      EXPECT_FALSE(first->final);
      EXPECT_FALSE(take_frame(rest, 1000));
      EXPECT_EQ(rest.size(), cut - 9);
    }
  }
}

TEST(TakeFrame, SaysWithWhatToCloseAsSoonAsItShows) {
  EXPECT_EQ(refusal(masked(0x81, "x")), std::nullopt);
  EXPECT_EQ(refusal(std::string("\x81\x01x")), CloseCode::protocol_error);
  EXPECT_EQ(refusal(std::string("\xc1\x80", 2)), CloseCode::protocol_error);
  EXPECT_EQ(refusal(std::string("\x83\x80", 2)), CloseCode::protocol_error);
  EXPECT_EQ(refusal(std::string("\x09\x80", 2)), CloseCode::protocol_error);
  EXPECT_EQ(refusal(std::string("\x89\xfe", 2)), CloseCode::protocol_error);
  EXPECT_EQ(refusal(std::string("\x81\xfe\x03\xe9", 4)), CloseCode::too_big);
  EXPECT_EQ(refusal("\x81\xff" + std::string(8, '\xff')), CloseCode::too_big);
}

TEST(AppendFrame, WritesWhatFrameLengthReads) {
  for (const std::size_t length : {0U, 125U, 126U, 65'535U, 65'536U}) {
    std::string frames;
    append_frame(frames, Opcode::text, std::string(length, 'x'));
    const auto size = frames.size();
    EXPECT_EQ(size, length + (length < 126 ? 2 : length < 65'536 ? 4 : 10));
    append_frame(frames, Opcode::ping, {});
    EXPECT_EQ(frame_length(frames), size);
    EXPECT_EQ(frame_payload(frames.substr(0, size)), std::string(length, 'x'));
    EXPECT_EQ(frames.substr(size), std::string("\x89\x00", 2));
  }
}

TEST(CloseCodeOf, ReadsWhatMayBeSent) {
  EXPECT_EQ(close_code(""), std::nullopt);
  EXPECT_EQ(close_code(std::string("\x03\xe8", 2) + "bye"), 1000);
  EXPECT_EQ(close_code("\x0f\xa0"), 4000);
  for (const std::string& payload : {std::string("\x03"), std::string("\x03\xe7"), std::string("\x03\xed"),
                                     std::string("\x04\x00", 2), std::string("\x13\x88"), std::string("\x00\x00", 2)})
    EXPECT_THROW(static_cast<void>(close_code(payload)), FramingError);
  EXPECT_THROW(static_cast<void>(close_code(std::string("\x03\xe8\xff", 3))), FramingError);
}

}  // namespace
}  // namespace vchat::server
