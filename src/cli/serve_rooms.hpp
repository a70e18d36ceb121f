// Who may enter, as options of `vchat serve`.
#pragma once

#include <CLI/CLI.hpp>

#include "server/admission.hpp"

namespace vchat::cli {

/// Stored in `admission`, which must live as long as `app`.
void add_rooms_options(CLI::App& app, server::AdmissionConfig& admission);

}  // namespace vchat::cli
