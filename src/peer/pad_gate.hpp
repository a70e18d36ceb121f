// Holds back what was received until the other side's certificate has been checked.
#pragma once

#include <mutex>
#include <vector>

#include "glib/ref_ptr.hpp"

namespace vchat::peer {

/// Blocks pads, losing nothing, until it is opened once and for all. Thread-safe.
class PadGate {
 public:
  /// From now on nothing passes `pad` before open().
  void guard(GstPad* pad);
  void open();

 private:
  struct Guarded {
    glib::RefPtr<GstPad> pad;
    gulong probe;
  };
  std::mutex mutex_;
  bool open_ = false;
  std::vector<Guarded> guarded_;
};

}  // namespace vchat::peer
