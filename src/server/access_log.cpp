#include "server/access_log.hpp"

#include <glib.h>

namespace vchat::server {

namespace {

/// In quotes. The names that the protocol allows have no control characters.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

std::string who(std::string_view room, std::string_view name) {
  return "room=" + quoted(room) + " name=" + quoted(name);
}

std::string who(const room::Member& member) {
  return who(member.room->name, member.user.name) + " from=" + (member.from.empty() ? "-" : member.from);
}

const char* word(protocol::LeaveReason reason) {
  switch (reason) {
    case protocol::LeaveReason::left:
      return "left";
    case protocol::LeaveReason::lost:
      return "lost";
    case protocol::LeaveReason::kicked:
      return "kicked";
  }
  return "";
}

}  // namespace

void log_entered(const char* how, const room::Member& member) {
  g_info("%s %s", how, who(member).c_str());
}

void log_left(const room::Member& member, protocol::LeaveReason reason) {
  g_info("leave %s reason=%s", who(member).c_str(), word(reason));
}

void log_refused(std::string_view code, const RemoteAddress& from, const protocol::JoinRoom* asked) {
  const auto wanted = asked ? " " + who(asked->room, asked->name) : std::string();
  g_info("refuse code=%s%s from=%s", std::string(code).c_str(), wanted.c_str(), from.text.c_str());
}

}  // namespace vchat::server
