#include "screen/screen_share.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "media/element.hpp"

namespace vchat::screen {

namespace {

std::optional<Portal::Observer> asked;

}  // namespace

/// The portal of these tests: it answers when they say so.
std::unique_ptr<Portal> Portal::ask(Observer observer) {
  asked = std::move(observer);
  return std::make_unique<Portal>();
}

namespace {

/// As if it were not installed.
class WithoutElement {
 public:
  explicit WithoutElement(const char* name)
      : feature_(glib::adopt(gst_registry_lookup_feature(gst_registry_get(), name))) {
    gst_registry_remove_feature(gst_registry_get(), feature_.get());
  }
  ~WithoutElement() { gst_registry_add_feature(gst_registry_get(), feature_.get()); }
  WithoutElement(const WithoutElement&) = delete;
  WithoutElement& operator=(const WithoutElement&) = delete;

 private:
  glib::RefPtr<GstPluginFeature> feature_;
};

TEST(ScreenShare, SaysWhatIsMissingToOpenWhatWasGrantedAndClosesIt) {
  gst_init(nullptr, nullptr);
  if (!media::has_element("pipewiresrc")) GTEST_SKIP() << "gstreamer1.0-pipewire is not installed";
  std::optional<util::ExitCode> failure;
  ScreenShare share(
      {}, {.on_shared = [](bool) {}, .on_failed = [&](const util::Error& error) { failure = error.exit_code(); }});
  share.start("portal");
  const WithoutElement missing("pipewiresrc");
  const int remote = open("/dev/null", O_RDONLY | O_CLOEXEC);
  asked->on_granted(util::Descriptor(remote), 1);
  EXPECT_EQ(failure, util::ExitCode::missing_element);
  EXPECT_EQ(fcntl(remote, F_GETFD), -1);
  EXPECT_EQ(errno, EBADF);
}

}  // namespace
}  // namespace vchat::screen
