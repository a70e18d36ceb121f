// Turns what is thrown into an exit code, nothing else.
#include <cstdio>
#include <exception>

#include "cli/command_line.hpp"
#include "util/error.hpp"

int main(int argc, char** argv) {
  using vchat::util::ExitCode;
  try {
    return static_cast<int>(vchat::cli::run(argc, argv));
  } catch (const vchat::util::Error& error) {
    std::fprintf(stderr, "vchat: %s\n", error.what());
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "vchat: unexpected error: %s\n", error.what());
    return static_cast<int>(ExitCode::failure);
  }
}
