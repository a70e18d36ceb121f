#include "cli/command_line.hpp"

#include <clocale>
#include <csignal>

#include "cli/config_file.hpp"
#include "cli/subcommands.hpp"
#include "ui/crash_report.hpp"
#include "ui/log.hpp"

namespace vchat::cli {

namespace {

constexpr const char* log_levels[] = {"error", "warning", "info", "debug"};

std::string names_of_subcommands(const CLI::App& app) {
  std::string names;
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    names += (names.empty() ? "" : ", ") + sub->get_name();
  return names;
}

std::string advice(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return "\nTry 'vchat " + (chosen.empty() ? "" : chosen.front()->get_name() + " ") + "--help'.";
}

}  // namespace

util::ExitCode run(int argc, char** argv) {
  std::setlocale(LC_ALL, "");
  // A reader that goes away is an error of the write, which says so.
  std::signal(SIGPIPE, SIG_IGN);
  ui::report_crashes();

  CLI::App app("Video conferencing from a terminal", "vchat");
  app.set_version_flag("--version", "vchat " VCHAT_VERSION);
  std::string log_level = "warning";
  app.add_option("--log-level", log_level, "How much is logged to standard error: error, warning, info or debug")
      ->type_name("LEVEL")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(log_levels), std::end(log_levels))));
  app.require_subcommand(1);
  app.fallthrough();  // inherited by the subcommands: `vchat join ROOM --log-level debug` works as well

  Action action;
  add_serve(app, action);
  add_join(app, action);
  add_list_rooms(app, action);
  add_list_devices(app, action);
  add_hash_password(app, action);
  add_token(app, action);
  add_compose(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked);
    return util::ExitCode::ok;
  } catch (const CLI::RequiredError& error) {
    if (!app.get_subcommands().empty()) throw util::UsageError(error.what() + advice(app));
    const auto words = app.remaining();
    throw util::UsageError((words.empty() ? "a subcommand is missing" : "there is no '" + words.front() + "'") +
                           std::string(": say one of ") + names_of_subcommands(app) + advice(app));
  } catch (const CLI::ParseError& error) {
    throw util::UsageError(error.what() + advice(app));
  }
  apply_config(app, default_config_file());
  ui::set_log_level(ui::parse_log_level(log_level));
  return action();
}

}  // namespace vchat::cli
