#include "call/error_code.hpp"

namespace vchat::call {

std::string_view code_of(util::ExitCode exit_code) {
  switch (exit_code) {
    case util::ExitCode::usage:
      return "usage";
    case util::ExitCode::unreachable:
      return "unreachable";
    case util::ExitCode::refused:
      return "refused";
    case util::ExitCode::device:
      return "device";
    case util::ExitCode::missing_element:
      return "missing-element";
    default:
      return "failed";
  }
}

}  // namespace vchat::call
