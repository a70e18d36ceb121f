#include "call/commands.hpp"

#include <algorithm>

#include "ui/output.hpp"
#include "ui/text.hpp"
#include "util/error.hpp"

namespace vchat::call {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string_view name_of(std::string_view line) {
  return line.substr(0, line.find_first_of(blanks));
}

}  // namespace

void Commands::run(std::string_view line) const {
  const auto name = name_of(line);
  const auto has_name = [&](const Command& command) { return name_of(command.usage) == name; };
  const auto found = std::find_if(commands_.begin(), commands_.end(), has_name);
  if (found == commands_.end())
    throw util::UsageError("There is no command " + ui::printable(name) + "; /help shows those that there are");
  if (!found->run(trimmed(line.substr(name.size())))) throw util::UsageError("Usage: " + found->usage);
}

std::string Commands::help() const {
  ui::Table table({"COMMAND", ""});
  for (const auto& command : commands_) table.add_row({command.usage, command.help});
  return table.text() + "\nAnything else is said to everybody.";
}

}  // namespace vchat::call
