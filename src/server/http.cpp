#include "server/http.hpp"

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "protocol/json_writer.hpp"
#include "server/security_headers.hpp"

namespace vchat::server {

namespace {

constexpr const char* index_file = "/index.html";

using DateTimePtr = std::unique_ptr<GDateTime, glib::FreeWith<g_date_time_unref>>;

std::string rfc3339(std::chrono::system_clock::time_point time) {
  const DateTimePtr utc(g_date_time_new_from_unix_utc(std::chrono::system_clock::to_time_t(time)));
  return glib::GCharPtr(g_date_time_format(utc.get(), "%Y-%m-%dT%H:%M:%SZ")).get();
}

void respond(SoupServerMessage* message, guint status, const char* type, const glib::RefPtr<GBytes>& body) {
  auto* headers = soup_server_message_get_response_headers(message);
  soup_message_headers_replace(headers, "Cache-Control", "no-cache");
  soup_message_headers_set_content_type(headers, type, nullptr);
  soup_message_body_append_bytes(soup_server_message_get_response_body(message), body.get());
  soup_server_message_set_status(message, status, nullptr);
}

void respond(SoupServerMessage* message, guint status, const char* type, const std::string& body) {
  respond(message, status, type, glib::adopt(g_bytes_new(body.data(), body.size())));
}

/// Whether the browser has this version already (RFC 9110, section 13.1.2).
bool has_already(SoupMessageHeaders* request, const std::string& etag) {
  const char* known = soup_message_headers_get_list(request, "If-None-Match");
  return known && (soup_header_contains(known, etag.c_str()) || std::string_view(known) == "*");
}

bool accepts_gzip(SoupMessageHeaders* request) {
  const char* accepted = soup_message_headers_get_list(request, "Accept-Encoding");
  GSList* refused = nullptr;
  auto* codings = accepted ? soup_header_parse_quality_list(accepted, &refused) : nullptr;
  const auto is_gzip = [](gconstpointer coding, gconstpointer) {
    return g_ascii_strcasecmp(static_cast<const char*>(coding), "gzip");
  };
  const bool found = g_slist_find_custom(codings, nullptr, is_gzip);
  soup_header_free_list(codings);
  soup_header_free_list(refused);
  return found;
}

bool is_document(const WebFile& file) {
  return !file.content_type.starts_with("text/javascript") && !file.content_type.starts_with("text/css");
}

void respond(SoupServerMessage* message, const WebFile& file) {
  auto* request = soup_server_message_get_request_headers(message);
  auto* headers = soup_server_message_get_response_headers(message);
  const bool gzipped = file.gzipped && accepts_gzip(request);
  if (!is_document(file)) drop_document_headers(headers);
  soup_message_headers_replace(headers, "ETag", file.etag.c_str());
  soup_message_headers_replace(headers, "Vary", "Accept-Encoding");
  if (has_already(request, file.etag)) {
    soup_message_headers_replace(headers, "Cache-Control", "no-cache");
    return soup_server_message_set_status(message, SOUP_STATUS_NOT_MODIFIED, nullptr);
  }
  if (gzipped) soup_message_headers_replace(headers, "Content-Encoding", "gzip");
  respond(message, SOUP_STATUS_OK, file.content_type.c_str(), gzipped ? file.gzipped : file.plain);
}

}  // namespace

std::string rooms_json(const std::vector<room::RoomSummary>& rooms) {
  const auto to_json = [](const room::RoomSummary& room) {
    return protocol::json::Writer()
        .text("name", room.name)
        .number("users", static_cast<double>(room.users))
        .number("maxUsers", static_cast<double>(room.max_users))
        .flag("locked", room.locked)
        .text("since", rfc3339(room.since))
        .finish();
  };
  return protocol::json::Writer().array("rooms", rooms, to_json).finish();
}

void answer(SoupServerMessage* message, const std::string& path, const room::Rooms& rooms, const WebFiles& files) {
  const std::string method = soup_server_message_get_method(message);
  if (method != SOUP_METHOD_GET && method != SOUP_METHOD_HEAD) {
    soup_message_headers_replace(soup_server_message_get_response_headers(message), "Allow", "GET, HEAD");
    return respond(message, SOUP_STATUS_METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "only GET\n");
  }
  if (path == "/healthz") return respond(message, SOUP_STATUS_OK, "text/plain; charset=utf-8", "ok\n");
  if (path == "/api/rooms") return respond(message, SOUP_STATUS_OK, "application/json", rooms_json(rooms.list()));
  const bool room = path.starts_with("/r/") && path.size() > 3 && path.find('/', 3) == std::string::npos;
  if (path == "/" || room) return respond(message, *files.find(index_file));
  // The page itself has the addresses above and no other.
  if (const auto* file = path == index_file ? nullptr : files.find(path)) return respond(message, *file);
  respond(message, SOUP_STATUS_NOT_FOUND, "text/plain; charset=utf-8", "nothing here\n");
}

}  // namespace vchat::server
