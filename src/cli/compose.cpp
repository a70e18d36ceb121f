// vchat compose
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>

#include <gst/gst.h>
#include <unistd.h>

#include "cli/size_option.hpp"
#include "cli/subcommands.hpp"
#include "recording/container.hpp"
#include "tracks/compose_file.hpp"
#include "tracks/compose_output.hpp"
#include "tracks/composer.hpp"
#include "tracks/meeting_folder.hpp"
#include "ui/output.hpp"
#include "ui/text.hpp"

namespace vchat::cli {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Options {
  std::string folder;
  std::string output;
  std::string size = "1280x720";
  int framerate = 30;
  bool overwrite = false;
};

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may use no other");

/// The first ends it in order, a second one at once.
extern "C" void on_interrupt(int signal) {
  if (interrupted.exchange(true)) _exit(128 + signal);  // as a shell says of one that a signal has ended
}

std::string clock_text(milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
  return text.data();
}

/// One line on a terminal that is written over and over.
class Progress {
 public:
  Progress() = default;
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(milliseconds done, std::optional<milliseconds> whole) {
    const auto now = steady_clock::now();
    if (!on_terminal_ || now - shown_ < milliseconds(200)) return;
    shown_ = now;
    const auto passed = std::chrono::duration<double>(now - begun_).count();
    const auto share = whole && whole->count() > 0 ? 100 * done.count() / whole->count() : -1;
    const auto of = whole ? " of " + clock_text(*whole) : "";
    std::fprintf(stderr, "\r%s%s%s, %.1f times as fast as it was\033[K", clock_text(done).c_str(), of.c_str(),
                 share >= 0 ? (" (" + std::to_string(share) + " %)").c_str() : "",
                 passed > 0 ? static_cast<double>(done.count()) / 1000 / passed : 0.0);
  }
  /// Makes room for another line.
  void clear() {
    if (on_terminal_ && shown_ != steady_clock::time_point{}) std::fputs("\r\033[K", stderr);
  }

 private:
  const bool on_terminal_ = isatty(STDERR_FILENO) != 0;
  const steady_clock::time_point begun_ = steady_clock::now();
  steady_clock::time_point shown_{};
};

void write(const Options& options, const tracks::Meeting& meeting, const tracks::ComposeSize& size,
           const tracks::ComposeFile& file) {
  Progress progress;
  tracks::Composer composer(options.folder, meeting, size,
                            {.on_warning =
                                 [&](const std::string& message) {
                                   progress.clear();
                                   std::fprintf(stderr, "vchat: warning: %s\n", ui::printable(message).c_str());
                                 },
                             .on_progress =
                                 [&](milliseconds done, std::optional<milliseconds> whole) {
                                   progress.show(done, whole);
                                   return !interrupted;
                                 }});
  tracks::ComposeOutput output(file.descriptor(), options.output, size);
  if (!composer.run(output)) throw util::Error("interrupted; nothing was kept");
}

util::ExitCode compose(const Options& options) {
  tracks::ComposeSize size;
  std::tie(size.width, size.height) = parse_size(options.size);
  size.framerate = options.framerate;
  (void)recording::container_of(options.output);
  gst_init(nullptr, nullptr);
  const auto meeting = tracks::read_meeting(options.folder);
  if (tracks::lies_in(options.folder, options.output))
    throw util::UsageError(options.output + " would be among the tracks in " + options.folder +
                           "; choose a place outside of that folder");
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // nohup, and a shell that starts it in the background, want it to go on.
    if (std::signal(signal, &on_interrupt) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
  tracks::ComposeFile file(options.output, options.overwrite);
  write(options, meeting, size, file);
  file.keep();
  ui::print_line(file.path());
  return util::ExitCode::ok;
}

}  // namespace

void add_compose(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  auto* compose_app = app.add_subcommand("compose", "Make one file of a folder that join --record-tracks has written");
  compose_app->add_option("DIR", options->folder, "The folder, with its meeting.json")->required()->type_name("");
  compose_app->add_option("OUTPUT", options->output, "The file: .mkv, .webm or .mp4 by its name")
      ->required()
      ->type_name("");
  compose_app->add_option("--size", options->size, "Width and height of the picture")
      ->type_name("WxH")
      ->capture_default_str()
      ->check(valid(parse_size));
  compose_app->add_option("--framerate", options->framerate, "Pictures a second, 1 to 120")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1, 120));
  compose_app->add_flag("--overwrite", options->overwrite,
                        "Take the place of a file that is there; else a number is added");
  compose_app->footer("Prints the name of the file that it has written.");
  compose_app->callback([options, &action] { action = [options] { return compose(*options); }; });
}

}  // namespace vchat::cli
