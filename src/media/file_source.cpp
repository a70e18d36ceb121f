#include "media/file_source.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/element.hpp"
#include "util/error.hpp"

namespace vchat::media {

namespace {

using util::DeviceProblem;

void check_readable(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const int problem = errno;
  struct stat status {};
  const bool regular = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  if (file >= 0) close(file);
  const auto what = "the file '" + path + "' ";
  if (regular) return;
  if (file >= 0) throw util::DeviceError(DeviceProblem::unusable, what + "is not a file that can be played");
  if (problem == ENOENT) throw util::DeviceError(DeviceProblem::missing, what + "does not exist");
  if (problem == EACCES)
    throw util::DeviceError(DeviceProblem::denied, what + "may not be read; change its permissions, or copy it");
  throw util::DeviceError(DeviceProblem::unusable,
                          what + "cannot be opened: " + std::generic_category().message(problem));
}

/// What the handlers of one decodebin need; both elements are in one bin, and so is what they point to.
struct Link {
  std::string kind;  // "video" or "audio"
  GstElement* next;
};

void on_pad_added(GstElement*, GstPad* pad, gpointer data) noexcept {
  const auto& link = *static_cast<Link*>(data);
  auto caps = glib::adopt(gst_pad_get_current_caps(pad));
  auto target = glib::adopt(gst_element_get_static_pad(link.next, "sink"));
  if (!caps || gst_pad_is_linked(target.get())) return;
  const std::string name = gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
  if (name.starts_with(link.kind + "/")) gst_pad_link(pad, target.get());
}

void on_no_more_pads(GstElement* decoder, gpointer data) noexcept {
  const auto& link = *static_cast<Link*>(data);
  auto target = glib::adopt(gst_element_get_static_pad(link.next, "sink"));
  if (gst_pad_is_linked(target.get())) return;
  const auto message = "there is no " + link.kind + " in it";
  GST_ELEMENT_ERROR(decoder, STREAM, WRONG_TYPE, ("%s", message.c_str()), (nullptr));
}

}  // namespace

glib::RefPtr<GstElement> make_file_source(const std::string& path, const std::string& kind,
                                          const glib::RefPtr<GstElement>& next) {
  check_readable(path);
  auto bin = glib::sink(gst_bin_new(nullptr));
  auto reader = make_element("filesrc");
  auto decoder = make_element("decodebin");
  g_object_set(reader.get(), "location", path.c_str(), nullptr);
  gst_bin_add_many(GST_BIN(bin.get()), reader.get(), decoder.get(), next.get(), nullptr);
  gst_element_link(reader.get(), decoder.get());
  const auto destroy = [](gpointer data, GClosure*) { delete static_cast<Link*>(data); };
  g_signal_connect_data(decoder.get(), "pad-added", G_CALLBACK(&on_pad_added), new Link{kind, next.get()}, destroy,
                        GConnectFlags(0));
  g_signal_connect_data(decoder.get(), "no-more-pads", G_CALLBACK(&on_no_more_pads), new Link{kind, next.get()},
                        destroy, GConnectFlags(0));
  auto pad = glib::adopt(gst_element_get_static_pad(next.get(), "src"));
  gst_element_add_pad(bin.get(), gst_ghost_pad_new("src", pad.get()));
  return bin;
}

}  // namespace vchat::media
