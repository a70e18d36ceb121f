#include "peer/certificate.hpp"

#include <memory>
#include <thread>

#include <gio/gio.h>

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "peer/session.hpp"

namespace vchat::peer {

std::optional<Fingerprint> certificate_fingerprint(const std::string& pem) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
  constexpr std::string_view end = "-----END CERTIFICATE-----";
  const auto from = pem.find(begin);
  const auto to = pem.find(end);
  if (from == std::string::npos || to == std::string::npos || to < from + begin.size()) return std::nullopt;
  const auto base64 = pem.substr(from + begin.size(), to - from - begin.size());
  gsize size = 0;
  const std::unique_ptr<guchar, glib::FreeWith<g_free>> der(g_base64_decode(base64.c_str(), &size));
  if (!der || size == 0) return std::nullopt;
  const std::unique_ptr<GChecksum, glib::FreeWith<g_checksum_free>> sha256(g_checksum_new(G_CHECKSUM_SHA256));
  g_checksum_update(sha256.get(), der.get(), static_cast<gssize>(size));
  Fingerprint fingerprint{};
  gsize length = fingerprint.size();
  g_checksum_get_digest(sha256.get(), fingerprint.data(), &length);
  return fingerprint;
}

std::jthread prepare_certificate() {
  // GStreamer's dtlsdec makes one key for the whole process when the first of them is created.
  return std::jthread([] { const auto maker_element = glib::sink(gst_element_factory_make("dtlsdec", nullptr)); });
}

}  // namespace vchat::peer
