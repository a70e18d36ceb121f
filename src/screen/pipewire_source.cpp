#include "screen/pipewire_source.hpp"

#include "media/element.hpp"
#include "util/error.hpp"

namespace vchat::screen {

void check_pipewire() {
  if (!media::has_element("pipewiresrc"))
    throw util::MissingElementError(media::missing_element_message("pipewiresrc"));
}

glib::RefPtr<GstElement> make_pipewire_source(int remote, std::uint32_t node, const media::PictureLimits& limits) {
  auto source = media::make_element("pipewiresrc");
  // Copied: the desktop takes its buffers back when it pleases, and some give only a few.
  g_object_set(source.get(), "fd", remote, "path", std::to_string(node).c_str(), "do-timestamp", TRUE, "always-copy",
               TRUE, nullptr);
  return media::make_chain({source, media::make_picture_fitter(limits)});
}

}  // namespace vchat::screen
