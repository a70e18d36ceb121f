// The files of the web page, as HTTP answers with them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <gio/gio.h>

#include "glib/ref_ptr.hpp"

namespace vchat::server {

struct WebFile {
  std::string content_type;
  std::string etag;  // weak, in quotes: the same for both forms (RFC 9110, section 8.8.3)
  glib::RefPtr<GBytes> plain;
  glib::RefPtr<GBytes> gzipped;  // null where it would save nothing
};

/// All files that are built in, by URL path: "/client/room.js". Reentrant.
class WebFiles {
 public:
  WebFiles();
  /// Null if there is none.
  [[nodiscard]] const WebFile* find(std::string_view path) const;

 private:
  void add_folder(const std::string& folder);

  std::map<std::string, WebFile, std::less<>> files_;
};

}  // namespace vchat::server
