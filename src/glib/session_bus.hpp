// The session bus, without which a call goes on.
#pragma once

namespace vchat::glib {

/// GDBus ends a process whose session bus goes, and a bus that an X server was started with goes with that server.
/// After this call the process stays. Connects to the bus, if there is one, in the background. Thread-bound to the main
/// context.
void outlive_session_bus();

}  // namespace vchat::glib
