// Sizes of pictures on the command line.
#pragma once

#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "util/error.hpp"

namespace vchat::cli {

/// Width and height in pixels of "640x360". @throws util::UsageError
[[nodiscard]] std::pair<int, int> parse_size(const std::string& text);

/// A validator of what `check` throws a util::UsageError about.
template <class Check>
[[nodiscard]] CLI::Validator valid(Check check) {
  return CLI::Validator(
      [check](std::string& text) -> std::string {
        try {
          check(text);
          return {};
        } catch (const util::UsageError& error) {
          return error.what();
        }
      },
      "");
}

}  // namespace vchat::cli
