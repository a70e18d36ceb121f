#include "cli/serve_limits.hpp"

namespace vchat::cli {

namespace {

constexpr const char* group = "Limits (0 switches one off)";

void add_limit(CLI::App& app, const char* name, std::uint64_t& limit, const char* type, const char* description) {
  app.add_option(name, limit, description)->type_name(type)->capture_default_str()->group(group);
}

void add_seconds(CLI::App& app, const char* name, std::chrono::seconds& limit, const char* description) {
  app.add_option_function<unsigned>(
         name, [&limit](unsigned value) { limit = std::chrono::seconds(value); }, description)
      ->type_name("SECONDS")
      ->default_str(std::to_string(limit.count()))
      ->group(group);
}

}  // namespace

void add_limit_options(CLI::App& app, server::Limits& limits) {
  add_limit(app, "--max-connections", limits.max_connections, "N", "Connections in all, HTTP and WebSocket");
  add_limit(app, "--max-connections-per-address", limits.max_connections_per_address, "N",
            "Connections of one address (IPv6: of one /64)");
  add_seconds(app, "--request-timeout", limits.request_timeout,
              "How long a TLS handshake and a request's header may take, and a connection may wait for another");
  add_limit(app, "--max-message-rate", limits.max_message_rate, "N", "Messages a second of one connection, on average");
  add_limit(app, "--max-message-burst", limits.max_message_burst, "N", "Messages of one connection at once");
  add_limit(app, "--max-frame-size", limits.max_frame_size, "BYTES", "A message of a client");
  add_limit(app, "--max-send-queue", limits.max_send_queue, "BYTES", "What may wait for a client who reads slowly");
  add_limit(app, "--max-joins-per-address", limits.max_joins_per_address, "N", "Joins of one address a minute");
  add_limit(app, "--max-failed-passwords", limits.max_failed_passwords, "N",
            "Wrong passwords and tokens of one address before it has to wait, longer each time");
  add_limit(app, "--max-rooms", limits.max_rooms, "N", "Rooms at the same time");
  add_limit(app, "--max-users", limits.max_users, "N", "People in one room");
}

}  // namespace vchat::cli
