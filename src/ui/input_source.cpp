#include "ui/input_source.hpp"

#include <exception>
#include <utility>

#include <glib-unix.h>
#include <unistd.h>

namespace vchat::ui {

glib::ScopedSource on_input(std::function<void()> work) {
  using Work = std::function<void()>;
  const auto run = +[](gint, GIOCondition, gpointer data) noexcept -> gboolean {
    // A copy: the work may destroy the source that owns it.
    const auto copy = *static_cast<Work*>(data);
    try {
      copy();
    } catch (const std::exception& error) {
      g_critical("unexpected error at standard input: %s", error.what());
    }
    return G_SOURCE_CONTINUE;
  };
  auto source = glib::adopt(g_unix_fd_source_new(STDIN_FILENO, GIOCondition(G_IO_IN | G_IO_HUP | G_IO_ERR)));
  g_source_set_callback(source.get(), G_SOURCE_FUNC(run), new Work(std::move(work)),
                        [](gpointer data) { delete static_cast<Work*>(data); });
  g_source_attach(source.get(), g_main_context_get_thread_default());
  return glib::ScopedSource(std::move(source));
}

}  // namespace vchat::ui
