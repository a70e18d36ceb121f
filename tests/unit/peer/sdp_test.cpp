#include "peer/sdp.hpp"

#include <gtest/gtest.h>

#include "protocol/protocol_error.hpp"
#include "sample_sdp.hpp"

namespace vchat::peer {
namespace {

using protocol::ProtocolError;
using test::browser_offer;
using test::replaced;
using util::VideoCodec;

const std::vector<VideoCodec> both{VideoCodec::vp8, VideoCodec::h264};

void expect_refused(const std::string& sdp) {
  try {
    static_cast<void>(parse_description(sdp, both));
    ADD_FAILURE() << "taken: " << sdp;
  } catch (const ProtocolError& error) {
    EXPECT_EQ(error.code(), "bad-message");
  }
}

TEST(Sdp, TakesPayloadTypesAndExtensionsFromTheOffer) {
  const auto description = parse_description(browser_offer(), both);
  ASSERT_TRUE(description.audio && description.video);
  EXPECT_EQ(description.audio->payload_type, 111U);
  EXPECT_EQ(description.audio->twcc_id, 5U);
  EXPECT_EQ(description.audio->mid, "0");
  EXPECT_EQ(description.video->payload_type, 101U);
  EXPECT_EQ(description.video->index, 1U);
  EXPECT_EQ(description.video->twcc_id, 3U);
  EXPECT_EQ(description.video->codec, VideoCodec::vp8);
  EXPECT_TRUE(description.video->nack && description.video->pli && description.video->fir &&
              description.video->transport_cc);
  EXPECT_TRUE(description.data_channel);
  EXPECT_EQ(description.fingerprint[1], 0x11);
  EXPECT_EQ(mids(description.message.get()), (std::vector<std::string>{"0", "1", "2"}));
}

TEST(Sdp, ChoosesOfH264OnlyWhatItCanSend) {
  const auto description = parse_description(browser_offer(), {VideoCodec::h264});
  ASSERT_TRUE(description.video);
  EXPECT_EQ(description.video->payload_type, 104U);
  EXPECT_TRUE(description.video->pli);
  EXPECT_FALSE(description.video->nack);
  EXPECT_EQ(description.video->profile_level_id, "42e01f");
}

TEST(Sdp, TakesNoProfileThatIsNotHexadecimal) {
  for (const auto* profile : {"42e01", "42e0,a=1", "42\\\"zzz", "4d001f"}) {
    const auto sdp = replaced(browser_offer(), "profile-level-id=42e01f", std::string("profile-level-id=") + profile);
    EXPECT_FALSE(parse_description(sdp, {VideoCodec::h264}).video) << profile;
  }
}

TEST(Sdp, GoesOnWithoutPictureWhenNoCodecIsShared) {
  const auto sdp = replaced(browser_offer(), "VP8/90000", "VP7/90000");
  const auto description = parse_description(sdp, {VideoCodec::vp8});
  EXPECT_TRUE(description.audio);
  EXPECT_FALSE(description.video);
}

TEST(Sdp, SkipsRejectedLinesButNotBundleOnlyOnes) {
  const auto rejected = replaced(browser_offer(), "m=video 9", "m=video 0");
  EXPECT_FALSE(parse_description(rejected, both).video);
  EXPECT_TRUE(parse_description(replaced(rejected, "a=mid:1", "a=bundle-only\r\na=mid:1"), both).video);
}

TEST(Sdp, RefusesWhatHasNoOneCertificate) {
  expect_refused(replaced(browser_offer(), "sha-256 00", "sha-256 01"));
  expect_refused(replaced(browser_offer(), "sha-256", "sha-1"));
  expect_refused(replaced(browser_offer(), "00:11", "0:11"));
  expect_refused(replaced(browser_offer(), "00:11", "zz:11"));
  expect_refused(replaced(browser_offer(), "00:11", "00-11"));
  const auto without = replaced(browser_offer(), "a=fingerprint", "a=x");
  expect_refused(replaced(without, "a=fingerprint", "a=x"));
}

TEST(Sdp, RefusesWhatIsNoneOrTooMuch) {
  expect_refused("");
  expect_refused("hello");
  expect_refused(std::string("v=0\r\n\0", 6));
  const auto offer = browser_offer();
  expect_refused(offer + offer.substr(offer.find("m=audio"), offer.find("m=video") - offer.find("m=audio")));
  expect_refused(replaced(offer, "m=application", "m=text"));
  expect_refused(replaced(replaced(offer, "opus/48000/2", "opus/16000"), "m=video 9", "m=video 0"));
}

TEST(Sdp, IgnoresNumbersOutOfRange) {
  EXPECT_FALSE(parse_description(replaced(browser_offer(), "a=extmap:5 ", "a=extmap:15 "), both).audio->twcc_id);
  EXPECT_FALSE(
      parse_description(replaced(browser_offer(), "a=extmap:5 ", "a=extmap:99999999999 "), both).audio->twcc_id);
  const auto big = replaced(replaced(browser_offer(), "SAVPF 111", "SAVPF 1111"), "rtpmap:111", "rtpmap:1111");
  EXPECT_FALSE(parse_description(big, both).audio);
}

}  // namespace
}  // namespace vchat::peer
