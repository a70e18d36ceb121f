// GET /metrics, on an address of its own.
#pragma once

#include <functional>
#include <string>

#include <libsoup/soup.h>

#include "glib/ref_ptr.hpp"

namespace vchat::server {

/// Answers nothing else. For the operator's own network: it has no TLS and no limits. Thread-bound.
class MetricsPage {
 public:
  /// `address` as parse_address() reads it; `text` makes the body. @throws util::UsageError, util::Error
  MetricsPage(const std::string& address, std::function<std::string()> text);
  MetricsPage(const MetricsPage&) = delete;
  MetricsPage& operator=(const MetricsPage&) = delete;
  ~MetricsPage();

  [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
  void answer(SoupServerMessage* message, const std::string& path) const;

  const std::function<std::string()> text_;
  std::string url_;
  glib::RefPtr<SoupServer> soup_;
};

}  // namespace vchat::server
