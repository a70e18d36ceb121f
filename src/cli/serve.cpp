// vchat serve
#define G_LOG_DOMAIN "vchat-cli"

#include <csignal>
#include <memory>

#include <sys/resource.h>

#include "cli/serve_limits.hpp"
#include "cli/serve_link.hpp"
#include "cli/serve_network.hpp"
#include "cli/serve_rooms.hpp"
#include "cli/serve_turn.hpp"
#include "cli/shared_options.hpp"
#include "cli/subcommands.hpp"
#include "glib/ref_ptr.hpp"
#include "glib/source.hpp"
#include "protocol/ice_server_url.hpp"
#include "server/listener.hpp"
#include "server/server.hpp"
#include "server/service_manager.hpp"
#include "ui/output.hpp"

namespace vchat::cli {

namespace {

struct Options {
  NetworkOptions network;
  std::vector<std::string> ice_servers;
  TurnOptions turn;
  server::Limits limits;
  std::string state_dir;
  std::string metrics;
  server::AdmissionConfig admission;
  unsigned resume_seconds = 15;
  bool json = false;
};

void say_listening(const server::Server& server, bool json) {
  const auto fingerprint = server.fingerprint();
  for (const auto& url : server.urls()) {
    auto fields = ui::JsonObject().add("url", url);
    if (!fingerprint.empty()) fields.add("fingerprint", fingerprint);
    if (json)
      ui::print_event("listening", fields);
    else
      ui::print_line("listening on " + url);
  }
  if (!json && !fingerprint.empty()) ui::print_line("certificate SHA-256 " + fingerprint);
  if (const auto url = server.metrics_url(); !url.empty()) {
    if (json)
      ui::print_event("metrics", ui::JsonObject().add("url", url));
    else
      ui::print_line("metrics on " + url);
  }
}

/// Each connection is a file descriptor, and the usual soft limit (1,024) is there only for programs that use select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) g_warning("The limit of open files cannot be raised");
}

util::ExitCode serve(const Options& options) {
  raise_descriptor_limit();
  const server::ServiceManager manager;
  server::ServerConfig config;
  config.gateway = gateway_config(options.network, server::take_passed_sockets());
  config.metrics = options.metrics;
  config.limits = options.limits;
  config.state_dir = options.state_dir;
  config.admission = options.admission;
  config.resume_time = std::chrono::seconds(options.resume_seconds);
  config.turn = turn_config(options.turn);
  for (const auto& url : options.ice_servers) config.ice_servers.push_back(protocol::parse_ice_server_url(url));

  const auto loop = glib::adopt(g_main_loop_new(nullptr, FALSE));
  server::Server server(config);
  const glib::Executor executor;
  const auto end = [&] {
    manager.stopping();
    server.stop([&] { g_main_loop_quit(loop.get()); });
  };
  const auto on_terminate = glib::on_unix_signal(executor, SIGTERM, end);
  const auto on_interrupt = glib::on_unix_signal(executor, SIGINT, end);
  const auto on_hang_up = glib::on_unix_signal(executor, SIGHUP, [&] {
    manager.reloading();
    server.reload();
    manager.ready();
  });
  glib::ScopedSource watchdog;
  if (const auto period = server::ServiceManager::watchdog_period())
    watchdog = glib::every(executor, *period, [&] { manager.alive(); });
  warn_of_plain_text(server.urls(), options.network);
  say_listening(server, options.json);
  if (!options.json) show_link(server.urls());
  manager.ready();
  g_main_loop_run(loop.get());
  return util::ExitCode::ok;
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  auto* serve_app = app.add_subcommand("serve", "Run the server that the participants meet at");
  add_network_options(*serve_app, options->network);
  serve_app
      ->add_option("--ice-server", options->ice_servers,
                   "A STUN or TURN server for the participants: stun:HOST:PORT or "
                   "turn://USER:PASSWORD@HOST:PORT?transport=udp; may be given several times")
      ->type_name("URL")
      ->check(readable_by(&protocol::parse_ice_server_url));
  serve_app
      ->add_option(
          "--state-dir", options->state_dir,
          "Where the server keeps what outlives a restart; $STATE_DIRECTORY or ~/.local/state/vchat if left out")
      ->type_name("DIR");
  serve_app
      ->add_option("--resume-seconds", options->resume_seconds,
                   "How long someone whose connection was lost is kept in the room; 0: not at all")
      ->type_name("SECONDS")
      ->capture_default_str()
      ->check(CLI::Range(0, 3600));
  serve_app->add_option("--metrics", options->metrics, "Tell figures for Prometheus on http://ADDRESS:PORT/metrics")
      ->type_name("ADDRESS:PORT")
      ->check(readable_by(&server::parse_address));
  add_turn_options(*serve_app, options->turn);
  add_limit_options(*serve_app, options->limits);
  add_rooms_options(*serve_app, options->admission);
  add_json_option(*serve_app, options->json);
  serve_app->callback([options, &action] { action = [options] { return serve(*options); }; });
}

}  // namespace vchat::cli
