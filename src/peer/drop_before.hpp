// What is too old to be sent.
#pragma once

#include <atomic>
#include <memory>

#include <gst/gst.h>

namespace vchat::peer {

/// Drops buffers on their way through `pad` whose timestamp lies before `moment`, which may be set on any thread.
void drop_before(GstPad* pad, std::shared_ptr<const std::atomic<GstClockTime>> moment);

}  // namespace vchat::peer
