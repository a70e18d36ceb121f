#include "call/call.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>
#include <utility>

#include <glib-unix.h>
#include <malloc.h>

#include "call/commands.hpp"
#include "call/error_code.hpp"
#include "call/network_watch.hpp"
#include "call/own_tile.hpp"
#include "call/recordings.hpp"
#include "call/screen_control.hpp"
#include "call/status.hpp"
#include "glib/source.hpp"
#include "media/display.hpp"
#include "media/playback.hpp"
#include "peer/session.hpp"
#include "signaling/client.hpp"
#include "ui/console.hpp"
#include "ui/text.hpp"

namespace vchat::call {

namespace {

using std::chrono::steady_clock;

constexpr int most_arenas = 2;
constexpr int most_questions = 3;  // for the password
constexpr int exit_at_once = 1;    // at the second signal, when there was no time to leave cleanly

std::vector<util::VideoCodec> usable_codecs(std::optional<util::VideoCodec> only) {
  auto codecs = media::working_codecs();
  if (only) std::erase_if(codecs, [&](auto codec) { return codec != *only; });
  if (codecs.empty()) {
    throw util::MissingElementError("no working encoder and decoder for " +
                                    std::string(only ? util::codec_name(*only) : "VP8 or H264") +
                                    "; install the Debian packages gstreamer1.0-plugins-good and "
                                    "gstreamer1.0-plugins-ugly, or try another --codec");
  }
  return codecs;
}

/// Members are taken apart in reverse order: the conference with its sessions first, the devices later, the console
/// last.
class Call {
 public:
  explicit Call(const CallOptions& options);
  void run();

 private:
  void start();
  void make_media();
  void make_conference();
  void watch_network();
  void make_recordings();
  void make_screen();
  [[nodiscard]] signaling::ClientObserver make_client_observer();
  [[nodiscard]] Commands make_commands();
  void on_line(const std::string& line);
  void on_signal();
  void tell(const Event& event);
  void show(const Event& event);
  void warn(std::string code, std::string message) { tell(Warning{std::move(code), std::move(message)}); }
  void entered();
  void set_capture(media::CaptureState state);
  void tell_recording();
  [[nodiscard]] std::string status(std::size_t columns) const;
  void fail(const std::string& code, const util::Error& error);
  [[nodiscard]] bool may_ask_for_password() const;
  void ask_for_password(const util::Error& refusal);
  void leave(const std::string& reason);

  const CallOptions& options_;
  glib::Executor executor_;
  glib::RefPtr<GMainLoop> loop_;
  std::vector<glib::ScopedSource> signals_;
  std::unique_ptr<ui::Console> console_;
  Commands commands_;
  std::jthread certificate_maker_;
  std::unique_ptr<media::Playback> playback_;
  std::unique_ptr<media::LocalMedia> local_;
  std::unique_ptr<media::Display> display_;
  std::shared_ptr<media::GridHub> grid_ = std::make_shared<media::GridHub>();
  std::unique_ptr<OwnTile> own_tile_;
  std::shared_ptr<signaling::Client> client_;
  std::unique_ptr<Conference> conference_;
  std::unique_ptr<Recordings> recordings_;
  std::unique_ptr<NetworkWatch> network_watch_;
  std::unique_ptr<ScreenControl> screen_;
  glib::ScopedSource duration_timer_;
  glib::ScopedSource status_timer_;
  std::optional<steady_clock::time_point> entered_at_;
  int questions_ = 0;
  bool reconnecting_ = false;
  bool output_closed_ = false;
  std::string leaving_;  // why, once we are
  std::optional<util::Error> failure_;
};

Call::Call(const CallOptions& options)
    : options_(options), loop_(glib::adopt(g_main_loop_new(executor_.context(), FALSE))), commands_(make_commands()) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    signals_.push_back(glib::on_unix_signal(executor_, signal, [this] { on_signal(); }));
  console_ = ui::make_console(options.json,
                              {.on_line = [this](const std::string& line) { on_line(line); },
                               .on_problem = [this](std::string problem) { warn("input", std::move(problem)); }});
}

void Call::run() {
  try {
    start();
    if (leaving_.empty()) g_main_loop_run(loop_.get());
    recordings_->end();
  } catch (const util::Error& error) {
    tell(Failed{std::string(code_of(error.exit_code())), error.what()});
    tell(Left{"error"});
    throw;
  }
  tell(Left{leaving_});
  if (failure_) throw util::Error(*failure_);
}

void Call::start() {
  // Else glibc gives the dozens of threads of a session arenas of their own, and memory creeps as people come and go.
  mallopt(M_ARENA_MAX, most_arenas);
  gst_init(nullptr, nullptr);
  certificate_maker_ = peer::prepare_certificate();
  make_media();
  client_ = signaling::Client::create(options_.server, options_.tls_trust, make_client_observer());
  make_conference();
  make_recordings();
  set_capture(local_->state());
  make_screen();
  client_->connect();
  watch_network();
  if (!console_->interactive()) return;
  console_->set_status([this](std::size_t columns) { return status(columns); });
  // The level bar moves often enough to be of use, and the line is only one.
  status_timer_ = glib::every(executor_, std::chrono::milliseconds(500), [this] {
    console_->set_status([this](std::size_t columns) { return status(columns); });
  });
}

void Call::make_media() {
  const auto on_warning = [this](std::string code, std::string message) { warn(std::move(code), std::move(message)); };
  // The speaker first: the echo canceller of the microphone looks for its probe.
  const bool echo_probe =
      options_.media.audio_processing && options_.speaker != "none" && options_.media.microphone != "none";
  playback_ = media::Playback::create(options_.speaker, echo_probe, on_warning);
  auto capture = options_.media;
  capture.echo_cancel = echo_probe;
  local_ = media::LocalMedia::create(
      capture, {.on_warning = on_warning, .on_state = [this](media::CaptureState state) { set_capture(state); }});
  display_ = media::Display::create({.display = options_.display, .title = "vchat: " + options_.conference.room},
                                    {.on_warning = on_warning, .on_closed = [this] { leave("window-closed"); }});
  grid_->attach(display_->grid());
  own_tile_ = std::make_unique<OwnTile>(executor_, *grid_, *local_, options_.conference.name);
}

void Call::make_conference() {
  Environment environment{
      .executor = executor_,
      .channel = *client_,
      .tell = [this](const Event& event) { tell(event); },
      .fail = [this](const std::string& code,
                     const util::Error& error) { executor_.post([this, code, error] { fail(code, error); }); },
      .sessions = {peer::offer_session, peer::answer_session},
      .timings = {},
      .codecs = usable_codecs(options_.codec),
      .ice_servers = options_.ice_servers,
      .relay_only = options_.relay_only,
      .video = [this](util::VideoCodec codec) { return local_->video(codec); },
      .audio = local_->audio(),
      .screen = [this](util::VideoCodec codec) { return screen_->video(codec); },
      .mixer = playback_->mixer(),
      .grid = grid_,
  };
  conference_ = std::make_unique<Conference>(std::move(environment), options_.conference, [this] {
    if (options_.exit_when_alone) leave("alone");
  });
}

void Call::watch_network() {
  NetworkWatch::Observer observer;
  observer.on_addresses = [this](const glib::Addresses& before, const glib::Addresses& now) {
    const bool lost = !std::includes(now.begin(), now.end(), before.begin(), before.end());
    if (lost) conference_->suspect_connections();
    client_->network_changed(now);
  };
  observer.on_woken = [this] {
    conference_->renew_connections();
    client_->check_now();
  };
  observer.on_stopped = [this] {
    conference_->suspect_connections();
    client_->check_now();
  };
  network_watch_ = std::make_unique<NetworkWatch>(executor_, std::move(observer));
}

void Call::make_recordings() {
  const TrackRecording::Own own{local_->video(usable_codecs(options_.codec).front()), local_->audio(),
                                [this] { return local_->state(); },
                                [this] { return screen_->video(usable_codecs(options_.codec).front()); }};
  recordings_ = std::make_unique<Recordings>(
      Recordings::Parts{{*grid_, *playback_, *local_, [this] { return screen_->pictures(); },
                         ui::printable(options_.conference.name) + " (screen)"},
                        *conference_,
                        own},
      Recordings::Options{options_.record, options_.record_tracks},
      Recorder::Observer{[this](const Event& event) { tell(event); }, [this](bool) { tell_recording(); }});
}

void Call::make_screen() {
  screen_ = std::make_unique<ScreenControl>(
      options_.share,
      ScreenControl::Observer{
          .on_shared =
              [this](bool shared) {
                conference_->set_screen(shared);
                recordings_->on_screen();
              },
          .on_warning = [this](std::string code, std::string message) { warn(std::move(code), std::move(message)); },
          .on_failed = [this](const util::Error& error) { fail(std::string(code_of(error.exit_code())), error); }});
  if (options_.screen != "none") screen_->start(options_.screen);
}

signaling::ClientObserver Call::make_client_observer() {
  return {.on_open = [this] { conference_->on_open(); },
          .on_message = [this](const protocol::ServerMessage& message) { conference_->on_message(message); },
          .on_lost = [this] { conference_->on_lost(); },
          .in_call = [this] { return conference_->connected(); },
          .on_failed = [this](const std::string& code, const util::Error& error) { fail(code, error); }};
}

Commands Call::make_commands() {
  const auto done = [](auto work) {
    return [work](std::string_view argument) {
      if (argument.empty()) work();
      return argument.empty();
    };
  };
  const auto camera = [this](std::string_view argument) {
    if (argument != "on" && argument != "off") return false;
    local_->set_camera_on(argument == "on");
    return true;
  };
  const auto mute = [this](std::string_view argument) {
    if (argument.empty())
      local_->set_muted(true);
    else
      conference_->request_mute(argument);
    return true;
  };
  const auto kick = [this](std::string_view argument) {
    if (!argument.empty()) conference_->kick(argument);
    return !argument.empty();
  };
  return Commands({
      {"/mute [NAME]", "Switch the microphone off; with a name, as a moderator, someone else's", mute},
      {"/unmute", "Switch it on again", done([this] { local_->set_muted(false); })},
      {"/camera on|off", "Switch the camera on or off", camera},
      {"/record FILE|off", "Record the meeting to FILE (.mkv, .webm or .mp4), or end that",
       [this](std::string_view argument) { return recordings_->run_record(argument); }},
      {"/screen on [WHAT]|off", "Show everybody the screen, or a part of it (--screen in vchat-join(1))",
       [this](std::string_view argument) { return screen_->run(argument); }},
      {"/kick NAME", "As a moderator, send someone out", kick},
      {"/record-tracks DIR|off", "Record everybody's own stream into a folder, or end that",
       [this](std::string_view argument) { return recordings_->run_record_tracks(argument); }},
      {"/who", "Who is in the room", done([this] { conference_->tell_who(); })},
      {"/stats", "How the connections are", done([this] { conference_->tell_stats(); })},
      {"/leave", "Leave the call (so does Ctrl-C)", done([this] { leave("asked"); })},
      {"/help", "Show this", done([this] { console_->note(commands_.help()); })},
  });
}

void Call::on_line(const std::string& line) {
  if (!leaving_.empty()) return;
  try {
    if (line.starts_with('/')) return commands_.run(line);
    conference_->send_chat(line);
    if (console_->interactive()) tell(Chat{conference_->self().id, conference_->self().name, line});
  } catch (const util::Error& error) {
    warn("input", error.what());
  }
}

void Call::on_signal() {
  if (leaving_.empty()) return leave("signal");
  ui::restore_terminal();
  std::_Exit(exit_at_once);
}

void Call::tell(const Event& event) {
  if (output_closed_) return;
  try {
    show(event);
  } catch (const util::Error& error) {
    // Nobody reads on: a script that has seen enough, or a terminal that was closed.
    output_closed_ = true;
    g_info("%s", error.what());
    executor_.post([this] { leave("output-closed"); });
  }
  if (recordings_) recordings_->on_event(event);
  if (std::holds_alternative<Joined>(event)) entered();
  if (std::holds_alternative<RecordingChanged>(event)) tell_recording();
  if (std::holds_alternative<MuteRequested>(event)) local_->set_muted(true);
  if (std::holds_alternative<Reconnecting>(event)) reconnecting_ = true;
  if (std::holds_alternative<Reconnected>(event)) reconnecting_ = false;
}

void Call::show(const Event& event) {
  if (options_.json) return console_->print(to_json(event));
  const auto text = to_text(event);
  if (text.empty()) return;
  if (std::holds_alternative<Warning>(event))
    return console_->note(console_->interactive() ? ui::coloured(text, "33") : text);
  if (!console_->interactive() || std::holds_alternative<Chat>(event)) return console_->print(text);
  console_->print(ui::coloured(text, "36"));
}

void Call::entered() {
  if (entered_at_) return;
  entered_at_ = steady_clock::now();
  recordings_->enter();
  if (options_.duration) duration_timer_ = glib::after(executor_, *options_.duration, [this] { leave("duration"); });
}

void Call::set_capture(media::CaptureState state) {
  if (conference_) conference_->set_capture(state);
  if (recordings_) recordings_->on_capture();
  own_tile_->update();
}

void Call::tell_recording() {
  const bool recording = recordings_->on();
  conference_->set_recording(recording);
  own_tile_->set_recording(recording);
}

std::string Call::status(std::size_t columns) const {
  const auto state = local_->state();
  const auto total = conference_->total();
  Status status;
  status.room = options_.conference.room;
  status.people = 1 + conference_->people();
  if (entered_at_) status.time = std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - *entered_at_);
  status.microphone = state.audio;
  status.microphone_level = local_->microphone_level();
  status.camera = state.video;
  status.recording = recordings_->on();
  status.send_bps = total.send_bps;
  status.receive_bps = total.receive_bps;
  status.picture_paused = total.send_paused;
  status.reconnecting = reconnecting_;
  return status_line(status, columns);
}

void Call::fail(const std::string& code, const util::Error& error) {
  if (!leaving_.empty()) return;
  if (code == "unauthorized" && may_ask_for_password()) return ask_for_password(error);
  failure_ = error;
  tell(Failed{code, error.what()});
  leave("error");
}

bool Call::may_ask_for_password() const {
  // A token that was refused is refused with any password.
  return !entered_at_ && !options_.conference.token && questions_ < most_questions && console_->can_ask();
}

void Call::ask_for_password(const util::Error& refusal) {
  const bool wrong = questions_++ > 0 || options_.conference.password;
  const auto question = std::string(wrong ? "That is not it. " : "") + "Password of " + options_.conference.room + ": ";
  console_->ask_secret(question, [this, refusal](std::string password) {
    if (!leaving_.empty()) return;
    if (password.empty()) {
      questions_ = most_questions;
      return fail("unauthorized", refusal);
    }
    conference_->set_password(std::move(password));
    client_->connect();
  });
}

void Call::leave(const std::string& reason) {
  if (!leaving_.empty()) return;
  leaving_ = reason;
  duration_timer_.reset();
  if (conference_) conference_->tell_summary();
  if (!client_) return;  // still starting: run() sees it
  client_->leave([this] { g_main_loop_quit(loop_.get()); });
}

}  // namespace

void run_call(const CallOptions& options) {
  Call(options).run();
}

}  // namespace vchat::call
