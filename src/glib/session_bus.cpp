#include "glib/session_bus.hpp"

#include <gio/gio.h>

#include "glib/ref_ptr.hpp"

namespace vchat::glib {

void outlive_session_bus() {
  const auto on_connected = [](GObject*, GAsyncResult* result, gpointer) noexcept {
    // One connection serves the whole process; libraries that use it keep it.
    static RefPtr<GDBusConnection> connection;
    connection = adopt(g_bus_get_finish(result, nullptr));
    if (connection) g_dbus_connection_set_exit_on_close(connection.get(), FALSE);
  };
  g_bus_get(G_BUS_TYPE_SESSION, nullptr, on_connected, nullptr);
}

}  // namespace vchat::glib
