#define G_LOG_DOMAIN "vchat-glib"

#include "glib/executor.hpp"

#include <exception>
#include <utility>

namespace vchat::glib {

namespace {

using Work = std::function<void()>;

gboolean run(gpointer data) noexcept {
  try {
    (*static_cast<Work*>(data))();
  } catch (const std::exception& error) {
    g_critical("unexpected error in the main loop: %s", error.what());
  }
  return G_SOURCE_REMOVE;
}

}  // namespace

Executor::Executor() : context_(adopt(g_main_context_ref_thread_default())) {}
Executor::Executor(GMainContext* context) : context_(share(context)) {}

void Executor::post(std::function<void()> work) const {
  auto source = adopt(g_idle_source_new());
  g_source_set_priority(source.get(), G_PRIORITY_DEFAULT);
  g_source_set_callback(source.get(), &run, new Work(std::move(work)),
                        [](gpointer data) { delete static_cast<Work*>(data); });
  g_source_attach(source.get(), context_.get());
}

bool Executor::inside() const noexcept {
  return g_main_context_is_owner(context_.get()) != FALSE;
}

}  // namespace vchat::glib
