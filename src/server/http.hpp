// What the server answers to plain HTTP requests.
#pragma once

#include <libsoup/soup.h>

#include "room/rooms.hpp"
#include "server/web_files.hpp"

namespace vchat::server {

/// The body of GET /api/rooms. Reentrant.
[[nodiscard]] std::string rooms_json(const std::vector<room::RoomSummary>& rooms);

/// Answers `/`, `/r/ROOM`, the files of the page, `/api/rooms` and `/healthz`; 404 for the rest. Thread-bound.
void answer(SoupServerMessage* message, const std::string& path, const room::Rooms& rooms, const WebFiles& files);

}  // namespace vchat::server
