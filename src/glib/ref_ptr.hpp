// Owning pointers to reference-counted C objects; with out_ptr.hpp the only places that touch reference counts by hand.
#pragma once

#include <utility>

#include <glib-object.h>
#include <gst/gst.h>

namespace vchat::glib {

/// How to count references of T; specialised for the types that are no GObject.
template <class T>
struct RefTraits {
  static void ref(T* object) noexcept { g_object_ref(object); }
  static void unref(T* object) noexcept { g_object_unref(object); }
};

#define VCHAT_REF_TRAITS(Type, ref_function, unref_function)             \
  template <>                                                            \
  struct RefTraits<Type> {                                               \
    static void ref(Type* object) noexcept { ref_function(object); }     \
    static void unref(Type* object) noexcept { unref_function(object); } \
  }

VCHAT_REF_TRAITS(GMainContext, g_main_context_ref, g_main_context_unref);
VCHAT_REF_TRAITS(GMainLoop, g_main_loop_ref, g_main_loop_unref);
VCHAT_REF_TRAITS(GSource, g_source_ref, g_source_unref);
VCHAT_REF_TRAITS(GBytes, g_bytes_ref, g_bytes_unref);
VCHAT_REF_TRAITS(GKeyFile, g_key_file_ref, g_key_file_unref);
VCHAT_REF_TRAITS(GstCaps, gst_caps_ref, gst_caps_unref);
VCHAT_REF_TRAITS(GstBuffer, gst_buffer_ref, gst_buffer_unref);
VCHAT_REF_TRAITS(GstBufferList, gst_buffer_list_ref, gst_buffer_list_unref);
VCHAT_REF_TRAITS(GstSample, gst_sample_ref, gst_sample_unref);
VCHAT_REF_TRAITS(GstPromise, gst_promise_ref, gst_promise_unref);
VCHAT_REF_TRAITS(GstMessage, gst_message_ref, gst_message_unref);
VCHAT_REF_TRAITS(GstEvent, gst_event_ref, gst_event_unref);
VCHAT_REF_TRAITS(GstQuery, gst_query_ref, gst_query_unref);
#undef VCHAT_REF_TRAITS

/// Owns one reference. Says where the reference came from, so there is no constructor from a raw pointer:
/// adopt() (transfer full), share() (transfer none) and sink() (floating). Reentrant.
template <class T>
class RefPtr {
 public:
  RefPtr() noexcept = default;
  RefPtr(std::nullptr_t) noexcept {}
  RefPtr(const RefPtr& other) noexcept : object_(other.object_) {
    if (object_) RefTraits<T>::ref(object_);
  }
  RefPtr(RefPtr&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  RefPtr& operator=(RefPtr other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~RefPtr() {
    if (object_) RefTraits<T>::unref(object_);
  }

  [[nodiscard]] T* get() const noexcept { return object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  /// Gives the reference away, to a C function that takes it (transfer full).
  [[nodiscard]] T* release() noexcept { return std::exchange(object_, nullptr); }

 private:
  explicit RefPtr(T* object) noexcept : object_(object) {}
  template <class U>
  friend RefPtr<U> adopt(U* object) noexcept;
  template <class U>
  friend RefPtr<U> share(U* object) noexcept;
  template <class U>
  friend RefPtr<U> sink(U* object) noexcept;

  T* object_ = nullptr;
};

/// Takes over a reference that the caller owns (transfer full).
template <class T>
[[nodiscard]] RefPtr<T> adopt(T* object) noexcept {
  return RefPtr<T>{object};
}

/// Adds a reference to one that somebody else owns (transfer none).
template <class T>
[[nodiscard]] RefPtr<T> share(T* object) noexcept {
  if (object) RefTraits<T>::ref(object);
  return RefPtr<T>{object};
}

/// Takes over the floating reference of a new GInitiallyUnowned.
template <class T>
[[nodiscard]] RefPtr<T> sink(T* object) noexcept {
  if (object) g_object_ref_sink(object);
  return RefPtr<T>{object};
}

}  // namespace vchat::glib
