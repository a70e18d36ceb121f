// The commands that a line of standard input may hold.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vchat::call {

struct Command {
  std::string usage;  // "/camera on|off": the first word is its name
  std::string help;
  /// The rest of the line, trimmed. False if it makes no sense: then the usage is shown.
  std::function<bool(std::string_view argument)> run;
};

/// Reads lines that begin with `/`. Not thread-safe.
class Commands {
 public:
  explicit Commands(std::vector<Command> commands) : commands_(std::move(commands)) {}
  /// @throws util::UsageError for an unknown command or a wrong argument, saying what is right.
  void run(std::string_view line) const;
  /// A table of all.
  [[nodiscard]] std::string help() const;

 private:
  std::vector<Command> commands_;
};

}  // namespace vchat::call
