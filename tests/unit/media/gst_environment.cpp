// Initialises GStreamer before the first test.
#include <gst/gst.h>
#include <gtest/gtest.h>

namespace {

class GstEnvironment : public testing::Environment {
 public:
  void SetUp() override { gst_init(nullptr, nullptr); }
};

[[maybe_unused]] const auto* const environment = testing::AddGlobalTestEnvironment(new GstEnvironment);

}  // namespace
