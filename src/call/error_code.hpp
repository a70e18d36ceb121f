// Under which code an error is told.
#pragma once

#include <string_view>

#include "util/error.hpp"

namespace vchat::call {

/// Of the event `error`, where no more is known than the exit code. Reentrant.
[[nodiscard]] std::string_view code_of(util::ExitCode exit_code);

}  // namespace vchat::call
