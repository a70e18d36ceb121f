// The limits of `vchat serve` as options.
#pragma once

#include <CLI/CLI.hpp>

#include "server/limits.hpp"

namespace vchat::cli {

/// Options for every limit, stored in `limits`, which holds the defaults and must live as long as `app`.
void add_limit_options(CLI::App& app, server::Limits& limits);

}  // namespace vchat::cli
