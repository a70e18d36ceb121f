// Which web pages may open a WebSocket here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vchat::server {

/// Reads `https://example.org[:port]` and writes it in small letters, without a default port. Reentrant.
/// @throws util::UsageError for anything else.
[[nodiscard]] std::string parse_origin(const std::string& text);

/// Whether a page of `origin` (the request's header; null for a program that is no browser) may come in: if it is a
/// page of this server, which the browser calls `host` (the request's header), or of one of `allowed` (as
/// parse_origin() gives them). Reentrant.
[[nodiscard]] bool origin_allowed(const char* origin, const char* host, const std::vector<std::string>& allowed);

}  // namespace vchat::server
