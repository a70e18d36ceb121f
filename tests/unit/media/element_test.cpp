#include "media/element.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::media {
namespace {

using testing::HasSubstr;

template <class Exception, class Work>
std::string message_of(Work work) {
  try {
    work();
  } catch (const Exception& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing of that kind was thrown";
  return {};
}

TEST(MakeElement, NamesTheDebianPackageOfWhatIsMissing) {
  EXPECT_THAT(missing_element_message("x264enc"), HasSubstr("gstreamer1.0-plugins-ugly"));
  EXPECT_THAT(missing_element_message("webrtcbin"), HasSubstr("gstreamer1.0-plugins-bad"));
  EXPECT_THAT(message_of<util::MissingElementError>([] { (void)make_element("nosuchelement"); }),
              HasSubstr("'nosuchelement'"));
  EXPECT_FALSE(has_element("nosuchelement"));
  EXPECT_TRUE(has_element("fakesink"));
}

TEST(ParseBin, HasOnePadWhateverElseIsOpen) {
  auto source = parse_bin("--camera", "videotestsrc ! textoverlay text=hi", GST_PAD_SRC);
  EXPECT_EQ(source.get()->numpads, 1);
  EXPECT_STREQ(GST_PAD_NAME(source.get()->srcpads->data), "src");
  auto sink = parse_bin("--display", "textoverlay text=hi ! fakesink", GST_PAD_SINK);
  EXPECT_EQ(sink.get()->numpads, 1);
  EXPECT_STREQ(GST_PAD_NAME(sink.get()->sinkpads->data), "sink");
}

TEST(ParseBin, MayEndInCapsOrInAPadThatComesLater) {
  EXPECT_TRUE(parse_bin("--camera", "videotestsrc ! video/x-raw,width=320,height=240", GST_PAD_SRC));
  EXPECT_TRUE(parse_bin("--camera", "filesrc location=/dev/null ! decodebin", GST_PAD_SRC));
}

TEST(ParseBin, SaysWhatIsWrong) {
  EXPECT_THAT(
      message_of<util::UsageError>([] { (void)parse_bin("--camera", "videotestsrc pattren=ball", GST_PAD_SRC); }),
      testing::AllOf(HasSubstr("--camera"), HasSubstr("pattren")));
  EXPECT_THAT(message_of<util::UsageError>([] { (void)parse_bin("--camera", "", GST_PAD_SRC); }),
              HasSubstr("--camera"));
  EXPECT_THAT(message_of<util::UsageError>([] { (void)parse_bin("--camera", "videotestsrc ! fakesink", GST_PAD_SRC); }),
              HasSubstr("link"));
  EXPECT_THAT(message_of<util::MissingElementError>(
                  [] { (void)parse_bin("--camera", "videotestsrc ! nosuchelement", GST_PAD_SRC); }),
              HasSubstr("'nosuchelement'"));
}

}  // namespace
}  // namespace vchat::media
