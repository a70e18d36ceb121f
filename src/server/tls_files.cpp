#include "server/tls_files.hpp"

#include <glib.h>
#include <sys/stat.h>

#include "util/error.hpp"

namespace vchat::server {

namespace {

/// Differs when a file was written, replaced or removed.
std::string stamp_of(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return "none";
  return std::to_string(found.st_ino) + "/" + std::to_string(found.st_size) + "/" +
         std::to_string(found.st_mtim.tv_sec) + "." + std::to_string(found.st_mtim.tv_nsec);
}

}  // namespace

TlsFiles::TlsFiles(std::string certificate_file, std::string key_file)
    : certificate_file_(std::move(certificate_file)),
      key_file_(std::move(key_file)),
      current_(std::make_unique<TlsContext>(certificate_file_, key_file_)),
      read_stamp_(stamp()),
      seen_stamp_(read_stamp_) {}

void TlsFiles::reload() {
  read_stamp_ = stamp();
  try {
    current_ = std::make_unique<TlsContext>(certificate_file_, key_file_);
    g_info("certificate read anew, SHA-256 %s", current_->fingerprint().c_str());
  } catch (const util::Error& error) {
    g_warning("the certificate from before stays in use: %s", error.what());
  }
}

void TlsFiles::check() {
  auto now = stamp();
  const bool settled = now == seen_stamp_;
  seen_stamp_ = std::move(now);
  if (settled && seen_stamp_ != read_stamp_) reload();
}

std::string TlsFiles::stamp() const {
  return stamp_of(certificate_file_) + " " + stamp_of(key_file_);
}

}  // namespace vchat::server
