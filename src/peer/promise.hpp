// Answers of webrtcbin, which gives them on its own thread.
#pragma once

#include <functional>

#include <gst/gst.h>

#include "glib/executor.hpp"

namespace vchat::peer {

/// A promise for one of webrtcbin's action signals. Its reply is copied and handed to `handler` on the executor's
/// context; null if there was none. Unreferences itself when it is answered. A handler captures a weak_ptr, never
/// `this`.
[[nodiscard]] GstPromise* posted_promise(glib::Executor executor, std::function<void(const GstStructure*)> handler);

}  // namespace vchat::peer
