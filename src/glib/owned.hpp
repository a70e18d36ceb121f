// Owners for what GLib and GStreamer give away and do not count, and the out-parameters that hand them over.
#pragma once

#include <memory>

#include <glib.h>
#include <gst/gst.h>

namespace vchat::glib {

/// A deleter that calls a C function: std::unique_ptr<char, FreeWith<g_free>>.
template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

using GErrorPtr = std::unique_ptr<GError, FreeWith<g_error_free>>;
using GCharPtr = std::unique_ptr<char, FreeWith<g_free>>;
using GStrvPtr = std::unique_ptr<char*, FreeWith<g_strfreev>>;
using StructurePtr = std::unique_ptr<GstStructure, FreeWith<gst_structure_free>>;

/// Lets a C function fill a unique_ptr through a T** parameter; use through out().
template <class Pointer>
class OutPtr {
 public:
  explicit OutPtr(Pointer& target) noexcept : target_(target) {}
  OutPtr(const OutPtr&) = delete;
  OutPtr& operator=(const OutPtr&) = delete;
  ~OutPtr() { target_.reset(raw_); }
  operator typename Pointer::pointer *() noexcept { return &raw_; }

 private:
  Pointer& target_;
  typename Pointer::pointer raw_{};
};

/// g_file_get_contents(path, out(text), nullptr, out(error)).
template <class Pointer>
[[nodiscard]] OutPtr<Pointer> out(Pointer& target) noexcept {
  return OutPtr<Pointer>{target};
}

}  // namespace vchat::glib
