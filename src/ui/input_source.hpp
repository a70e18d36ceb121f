// Standard input as a source of the main loop.
#pragma once

#include <functional>

#include "glib/source.hpp"

namespace vchat::ui {

/// Calls `work` on the thread-default context whenever standard input has something to read, or has ended; the work
/// reads once, or gives the source up.
[[nodiscard]] glib::ScopedSource on_input(std::function<void()> work);

}  // namespace vchat::ui
