#include "server/web_files.hpp"

#include <array>
#include <utility>

#include "glib/error.hpp"
#include "glib/owned.hpp"

extern "C" {
#include "web/web_resources.h"
}

namespace vchat::server {

namespace {

constexpr std::string_view resource_root = "/vchat/web";

const char* content_type(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, const char*>, 7> by_extension{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".webmanifest", "application/manifest+json"},
  }};
  for (const auto& [extension, type] : by_extension)
    if (path.ends_with(extension)) return type;
  return "application/octet-stream";
}

std::string etag_of(GBytes* content) {
  const glib::GCharPtr hash(g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, content));
  return "W/\"" + std::string(hash.get(), 22) + "\"";
}

glib::RefPtr<GBytes> gzip(GBytes* content) {
  const auto compressor = glib::adopt(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  const auto input = glib::adopt(g_memory_input_stream_new_from_bytes(content));
  const auto output = glib::adopt(g_memory_output_stream_new_resizable());
  const auto converter = glib::adopt(g_converter_output_stream_new(output.get(), G_CONVERTER(compressor.get())));
  glib::GErrorPtr error;
  g_output_stream_splice(
      converter.get(), input.get(),
      GOutputStreamSpliceFlags(G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET), nullptr,
      glib::out(error));
  glib::throw_if(error, "cannot compress a file of the page");
  auto compressed = glib::adopt(g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(output.get())));
  return g_bytes_get_size(compressed.get()) < g_bytes_get_size(content) ? compressed : nullptr;
}

}  // namespace

WebFiles::WebFiles() {
  add_folder("/");
}

void WebFiles::add_folder(const std::string& folder) {
  auto* resource = vchat_web_get_resource();
  const auto in_resource = std::string(resource_root) + folder;
  const glib::GStrvPtr names(
      g_resource_enumerate_children(resource, in_resource.c_str(), G_RESOURCE_LOOKUP_FLAGS_NONE, nullptr));
  for (char** name = names.get(); name && *name; ++name) {
    const auto path = folder + *name;
    if (path.ends_with('/')) {
      add_folder(path);
      continue;
    }
    auto content = glib::adopt(g_resource_lookup_data(resource, (std::string(resource_root) + path).c_str(),
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, nullptr));
    auto etag = etag_of(content.get());
    auto gzipped = gzip(content.get());
    files_.emplace(path, WebFile{content_type(path), std::move(etag), std::move(content), std::move(gzipped)});
  }
}

const WebFile* WebFiles::find(std::string_view path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace vchat::server
