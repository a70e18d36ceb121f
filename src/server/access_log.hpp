// One line a join, a leave and a refusal, for people and for programs such as fail2ban. Never a password, a token or
// SDP.
#pragma once

#include <string>
#include <string_view>

#include "protocol/messages.hpp"
#include "room/rooms.hpp"
#include "server/remote_address.hpp"

namespace vchat::server {

/// `how`: join or resume. Reentrant, as the others.
void log_entered(const char* how, const room::Member& member);
void log_left(const room::Member& member, protocol::LeaveReason reason);
/// `asked` is what the client wanted to join, if that is what was refused.
void log_refused(std::string_view code, const RemoteAddress& from, const protocol::JoinRoom* asked);

}  // namespace vchat::server
