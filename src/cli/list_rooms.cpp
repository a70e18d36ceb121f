// vchat list-rooms
#include <memory>

#include <libsoup/soup.h>

#include "cli/shared_options.hpp"
#include "cli/subcommands.hpp"
#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "protocol/json.hpp"
#include "ui/output.hpp"

namespace vchat::cli {

namespace {

namespace json = protocol::json;

constexpr unsigned timeout_seconds = 10;

struct Options {
  std::string server;
  signaling::TlsTrust tls_trust;
  bool json = false;
};

struct Room {
  std::string name;
  std::uint64_t users;
  std::uint64_t max_users;  // 0: as many as come
  bool locked;
  std::string since;
};

std::string get(const std::string& url, const Options& options) {
  const auto session = glib::adopt(soup_session_new_with_options("timeout", timeout_seconds, nullptr));
  const auto message = glib::adopt(soup_message_new(SOUP_METHOD_GET, url.c_str()));
  if (!message) throw util::UsageError("'" + url + "' is not a URL");
  signaling::TlsVerifier verifier(options.tls_trust);
  verifier.prepare(session.get());
  const auto watched = verifier.watch(message.get());
  glib::GErrorPtr error;
  const auto body = glib::adopt(soup_session_send_and_read(session.get(), message.get(), nullptr, glib::out(error)));
  if (const auto complaint = verifier.complaint(options.server)) throw util::UnreachableError(*complaint);
  if (error) {
    throw util::UnreachableError("cannot reach " + url + ": " + error->message +
                                 "; is the server running, and is --server right?");
  }
  const auto status = soup_message_get_status(message.get());
  if (status != SOUP_STATUS_OK)
    throw util::UnreachableError(url + " answered with HTTP status " + std::to_string(status) +
                                 ": is it a vchat server?");
  gsize size = 0;
  const auto* data = static_cast<const char*>(g_bytes_get_data(body.get(), &size));
  return {data, size};
}

template <class T>
T checked(const std::optional<T>& value) {
  if (!value) throw json::Malformed("a field of the wrong type");
  return *value;
}

const json::Value& field(const json::Object& object, std::string_view key) {
  const auto* value = object.find(key);
  if (!value) throw json::Malformed("no field '" + std::string(key) + "'");
  return *value;
}

std::vector<Room> read_rooms(const std::string& body) {
  std::vector<Room> rooms;
  const json::Object answer(body);
  for (const auto& element : checked(field(answer, "rooms").elements())) {
    const json::Object room(element.raw());
    rooms.push_back({checked(field(room, "name").text()), checked(field(room, "users").integer()),
                     checked(field(room, "maxUsers").integer()), checked(field(room, "locked").boolean()),
                     checked(field(room, "since").text())});
  }
  return rooms;
}

void print_json(const std::vector<Room>& rooms) {
  for (const auto& room : rooms) {
    ui::print_line(ui::JsonObject()
                       .add("name", room.name)
                       .add("users", room.users)
                       .add("max_users", room.max_users)
                       .add("locked", room.locked)
                       .add("since", room.since)
                       .text());
  }
}

void print_table(const std::vector<Room>& rooms) {
  ui::Table table({"ROOM", "USERS", "MAX", "LOCKED", "SINCE"});
  for (const auto& room : rooms) {
    table.add_row({room.name, std::to_string(room.users), room.max_users == 0 ? "-" : std::to_string(room.max_users),
                   room.locked ? "yes" : "no", room.since});
  }
  ui::print_line(table.text());
}

util::ExitCode list_rooms(const Options& options) {
  const auto url = options.server + "/api/rooms";
  const auto body = get(url, options);
  std::vector<Room> rooms;
  try {
    rooms = read_rooms(body);
  } catch (const json::Malformed& error) {
    throw util::UnreachableError(url + " did not answer as a vchat server does: " + error.what());
  }
  if (options.json)
    print_json(rooms);
  else
    print_table(rooms);
  return util::ExitCode::ok;
}

}  // namespace

void add_list_rooms(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  auto* list = app.add_subcommand("list-rooms", "Show the rooms of a server and how many are in them");
  add_server_option(*list, options->server);
  add_tls_options(*list, options->tls_trust);
  add_json_option(*list, options->json);
  list->callback([options, &action] { action = [options] { return list_rooms(*options); }; });
}

}  // namespace vchat::cli
