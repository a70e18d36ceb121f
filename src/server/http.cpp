#include "server/http.hpp"

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "protocol/json_writer.hpp"

extern "C" {
#include "web/web_resources.h"
}

namespace vchat::server {

namespace {

using DateTimePtr = std::unique_ptr<GDateTime, glib::FreeWith<g_date_time_unref>>;

std::string rfc3339(std::chrono::system_clock::time_point time) {
  const DateTimePtr utc(g_date_time_new_from_unix_utc(std::chrono::system_clock::to_time_t(time)));
  return glib::GCharPtr(g_date_time_format(utc.get(), "%Y-%m-%dT%H:%M:%SZ")).get();
}

void respond(SoupServerMessage* message, guint status, const char* type, const glib::RefPtr<GBytes>& body) {
  auto* headers = soup_server_message_get_response_headers(message);
  soup_message_headers_replace(headers, "Content-Security-Policy",
                               "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'");
  soup_message_headers_replace(headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace(headers, "Cache-Control", "no-cache");
  soup_message_headers_set_content_type(headers, type, nullptr);
  soup_message_body_append_bytes(soup_server_message_get_response_body(message), body.get());
  soup_server_message_set_status(message, status, nullptr);
}

void respond(SoupServerMessage* message, guint status, const char* type, const std::string& body) {
  respond(message, status, type, glib::adopt(g_bytes_new(body.data(), body.size())));
}

void respond_with_file(SoupServerMessage* message, const char* type, const char* file) {
  const auto path = std::string("/vchat/web/") + file;
  const auto content = glib::adopt(
      g_resource_lookup_data(vchat_web_get_resource(), path.c_str(), G_RESOURCE_LOOKUP_FLAGS_NONE, nullptr));
  respond(message, SOUP_STATUS_OK, type, content);
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

void answer(SoupServerMessage* message, const std::string& path, const room::Rooms& rooms) {
  const std::string method = soup_server_message_get_method(message);
  if (method != SOUP_METHOD_GET && method != SOUP_METHOD_HEAD) {
    soup_message_headers_replace(soup_server_message_get_response_headers(message), "Allow", "GET, HEAD");
    return respond(message, SOUP_STATUS_METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "only GET\n");
  }
  if (path == "/healthz") return respond(message, SOUP_STATUS_OK, "text/plain; charset=utf-8", "ok\n");
  if (path == "/api/rooms") return respond(message, SOUP_STATUS_OK, "application/json", rooms_json(rooms.list()));
  if (path == "/style.css") return respond_with_file(message, "text/css; charset=utf-8", "style.css");
  const bool room = path.starts_with("/r/") && path.size() > 3 && path.find('/', 3) == std::string::npos;
  if (path == "/" || room) return respond_with_file(message, "text/html; charset=utf-8", "index.html");
  respond(message, SOUP_STATUS_NOT_FOUND, "text/plain; charset=utf-8", "nothing here\n");
}

}  // namespace vchat::server
