// The certificate that the server shows now, and when it changes.
#pragma once

#include <memory>
#include <string>

#include "server/tls_context.hpp"

namespace vchat::server {

/// Thread-bound.
class TlsFiles {
 public:
  /// PEM files. @throws util::Error
  TlsFiles(std::string certificate_file, std::string key_file);

  /// For new connections; those that are there keep what they began with.
  [[nodiscard]] const TlsContext& current() const noexcept { return *current_; }

  /// Reads the files anew. What is wrong with them is a warning, and the old certificate stays.
  void reload();
  /// Reloads if the files have changed; call now and then. While they still change it waits: certificate and key are
  /// often written one after the other.
  void check();

 private:
  [[nodiscard]] std::string stamp() const;

  const std::string certificate_file_;
  const std::string key_file_;
  std::unique_ptr<const TlsContext> current_;
  std::string read_stamp_;  // what was read last
  std::string seen_stamp_;  // what check() saw last
};

}  // namespace vchat::server
