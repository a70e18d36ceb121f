// GStreamer elements by name, and bins that the user describes.
#pragma once

#include <string>
#include <vector>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

/// A new element. Reentrant.
/// @throws util::MissingElementError naming the Debian package that has it.
[[nodiscard]] glib::RefPtr<GstElement> make_element(const char* factory);

/// True if make_element(factory) would give one. Reentrant.
[[nodiscard]] bool has_element(const char* factory);

/// "the GStreamer element 'x' is missing; install the Debian package y".
[[nodiscard]] std::string missing_element_message(const std::string& factory);

/// The elements linked one behind the other, as a bin with the pads "sink" (if the first has one) and "src". Reentrant.
[[nodiscard]] glib::RefPtr<GstElement> make_chain(const std::vector<glib::RefPtr<GstElement>>& elements);

/// `element` itself if it is of that factory, or the one inside it, at any depth. Reentrant. @throws util::Error if
/// there is none.
[[nodiscard]] glib::RefPtr<GstElement> find_element(GstElement* element, const char* factory);

/// A capsfilter. Reentrant. `caps` as text, for example "video/x-raw,format=I420".
[[nodiscard]] glib::RefPtr<GstElement> make_caps_filter(const std::string& caps);

/// What a user wrote after `gst:`, as a bin with one ghost pad: "src" behind its last element, or "sink" in front of
/// its first. `option` names the option in messages. Reentrant.
/// @throws util::UsageError if it cannot be parsed or has no such pad, util::MissingElementError.
[[nodiscard]] glib::RefPtr<GstElement> parse_bin(const std::string& option, const std::string& description,
                                                 GstPadDirection direction);

}  // namespace vchat::media
