// vchat join: its options.
#include <charconv>
#include <memory>
#include <regex>

#include "call/call.hpp"
#include "cli/secrets.hpp"
#include "cli/shared_options.hpp"
#include "cli/size_option.hpp"
#include "cli/subcommands.hpp"
#include "glib/owned.hpp"
#include "protocol/ice_server_url.hpp"
#include "protocol/names.hpp"
#include "screen/target.hpp"
#include "util/duration.hpp"

namespace vchat::cli {

namespace {

/// Never on the command line, which everyone on the machine can read.
struct Secret {
  std::string file;         // as an option
  std::string environment;  // what a variable holds, if the command line names no file

  /// Call before the configuration file is read: the environment wins over that.
  void look_into_environment(const char* variable) {
    const char* value = g_getenv(variable);
    if (file.empty() && value) environment = value;
  }
  [[nodiscard]] std::optional<std::string> read() const {
    if (!environment.empty()) return environment;
    return file.empty() ? std::nullopt : std::optional(read_secret_file(file));
  }
};

/// What was written, before it becomes call::CallOptions.
struct JoinOptions {
  std::string room;  // or a link
  std::string server;
  Secret password;
  Secret token;
  std::string size = "640x360";
  std::string bitrate = "1M";
  std::string codec = "auto";
  std::string duration;
  std::string record_split;
  std::vector<std::string> ice_servers;
  bool no_audio_processing = false;
  call::CallOptions call;
};

int parse_bitrate(const std::string& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  const double factor = unit == "k" || unit == "K" ? 1e3 : unit == "M" || unit == "m" ? 1e6 : 1;
  const double bits = value * factor;
  if (failure != std::errc{} || (factor == 1 && !unit.empty()) || !(bits >= 30e3 && bits <= 50e6))
    throw util::UsageError("'" + text + "' is not a bit rate from 30k to 50M; write for example 1500k or 1.5M");
  return static_cast<int>(bits);
}

std::string checked_room(const std::string& text) {
  if (auto room = protocol::room_name(text)) return *room;
  throw util::UsageError("'" + text + "' is not the name of a room: 1 to 64 letters, digits, '.', '_' or '-'");
}

std::string checked_name(const std::string& text) {
  if (auto name = protocol::user_name(text)) return *name;
  throw util::UsageError("that cannot be shown as a name: it takes 1 to 64 characters, and no control characters");
}

void check_source(const std::string& text) {
  if (text.empty()) throw util::UsageError("a value is missing; 'none' goes without");
  if (text == "file:" || text == "gst:") throw util::UsageError("something is missing after '" + text + "'");
}

/// Takes scheme://host[:port]/r/ROOM apart.
void split_link(const std::string& link, std::string& server, std::string& room) {
  static const std::regex shape("(https?://[^/?#]+)/r/([^/?#]+)/?([?#].*)?", std::regex::icase);
  std::smatch parts;
  if (!std::regex_match(link, parts, shape))
    throw util::UsageError("'" + link + "' is not the link of a room; it looks like http://host:8080/r/ROOM");
  const glib::GCharPtr decoded(g_uri_unescape_string(parts[2].str().c_str(), nullptr));
  if (!decoded || !g_utf8_validate(decoded.get(), -1, nullptr))
    throw util::UsageError("'" + link + "': the room's name is not percent-encoded UTF-8");
  server = parts[1];
  room = checked_room(decoded.get());
}

util::ExitCode join(JoinOptions& options) {
  auto& call = options.call;
  call.server = options.server;
  if (options.room.find("://") != std::string::npos) {
    split_link(options.room, call.server, call.conference.room);
  } else {
    call.conference.room = checked_room(options.room);
  }
  call.conference.name = checked_name(call.conference.name);
  call.conference.password = options.password.read();
  call.conference.token = options.token.read();
  std::tie(call.media.width, call.media.height) = parse_size(options.size);
  call.media.video_bitrate = parse_bitrate(options.bitrate);
  call.media.audio_processing = !options.no_audio_processing;
  if (options.codec != "auto") call.codec = options.codec == "vp8" ? util::VideoCodec::vp8 : util::VideoCodec::h264;
  if (!options.record_split.empty()) call.record.split = recording::parse_split_limit(options.record_split);
  if (!options.duration.empty()) call.duration = util::parse_duration(options.duration);
  for (const auto& url : options.ice_servers) call.ice_servers.push_back(protocol::parse_ice_server_url(url));
  call::run_call(call);
  return util::ExitCode::ok;
}

void add_identity(CLI::App& app, JoinOptions& options) {
  app.add_option("ROOM", options.room, "The room's name, or the link that a browser shows: https://host/r/ROOM")
      ->required()
      ->type_name("");
  add_server_option(app, options.server);
  add_tls_options(app, options.call.tls_trust);
  options.call.conference.name = g_get_user_name();
  app.add_option("--name", options.call.conference.name, "What the others see; the login name if left out")
      ->type_name("NAME")
      ->envname("VCHAT_NAME")
      ->check(valid(checked_name));
  app.add_option("--password-file", options.password.file, "A file with the room's password; also VCHAT_PASSWORD")
      ->type_name("FILE");
  app.add_option("--token-file", options.token.file, "A file with a token that lets into the room; also VCHAT_TOKEN")
      ->type_name("FILE");
}

void add_media(CLI::App& app, JoinOptions& options) {
  auto& call = options.call;
  app.add_option("--camera", call.media.camera,
                 "auto, none, test (a moving pattern), a device, file:PATH (in a loop) or gst:DESCRIPTION")
      ->type_name("WHAT")
      ->capture_default_str()
      ->check(valid(check_source));
  app.add_option("--microphone", call.media.microphone,
                 "auto, none, test (a tone), a device, file:PATH (in a loop) or gst:DESCRIPTION")
      ->type_name("WHAT")
      ->capture_default_str()
      ->check(valid(check_source));
  app.add_option("--screen", call.screen,
                 "Share auto (the whole screen), a monitor, a window, WxH+X+Y, test, file:PATH or gst:DESCRIPTION")
      ->type_name("[WHAT]")
      ->expected(0, 1)
      ->default_str("auto")
      ->check(valid([](const std::string& text) { (void)screen::parse_target(text); }));
  app.add_option("--screen-framerate", call.share.framerate, "Pictures a second of the screen that is shared, 1 to 30")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1, 30));
  app.add_option("--speaker", call.speaker, "auto, none, a device or gst:DESCRIPTION")
      ->type_name("WHAT")
      ->capture_default_str()
      ->check(valid(check_source));
  app.add_option("--display", call.display, "auto (a window with everybody in it), none or gst:DESCRIPTION")
      ->type_name("WHAT")
      ->capture_default_str()
      ->check(valid(check_source))
      ->check(valid([](const std::string& text) {
        if (text != "auto" && text != "none" && !text.starts_with("gst:"))
          throw util::UsageError("'" + text + "' is none of auto, none and gst:DESCRIPTION");
      }));
  app.add_option("--size", options.size, "Width and height of the picture that is sent")
      ->type_name("WxH")
      ->capture_default_str()
      ->check(valid(parse_size));
  app.add_option("--framerate", call.media.framerate, "Pictures a second that are sent, 1 to 120")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1, 120));
  app.add_option("--bitrate", options.bitrate, "Bits a second of the picture that is sent, such as 800k or 1.5M")
      ->type_name("BITS")
      ->capture_default_str()
      ->check(valid(parse_bitrate));
  app.add_option("--codec", options.codec, "vp8, h264, or auto: the first that both sides can")
      ->type_name("CODEC")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "vp8", "h264"}));
  app.add_flag("--no-audio-processing", options.no_audio_processing,
               "No echo cancellation, noise suppression and gain control");
}

void add_recording(CLI::App& app, JoinOptions& options) {
  auto& record = options.call.record;
  app.add_option("--record", record.file, "Record the meeting to a file that ends in .mkv, .webm or .mp4")
      ->type_name("FILE")
      ->check(valid([](const std::string& file) { (void)recording::container_of(file); }));
  app.add_flag("--overwrite", record.overwrite, "Record over a file that is there; else a number is added");
  app.add_option("--record-split", options.record_split, "Go on in another file after a size (500M) or a time (10min)")
      ->type_name("SIZE|TIME")
      ->check(valid([](const std::string& text) { (void)recording::parse_split_limit(text); }));
}

void add_network_and_end(CLI::App& app, JoinOptions& options) {
  auto& call = options.call;
  app.add_option("--ice-server", options.ice_servers,
                 "stun:host:port or turn://user:password@host:port?transport=udp, besides the server's own; repeatable")
      ->type_name("URL")
      ->expected(1)
      ->take_all()
      ->check(valid([](const std::string& url) { (void)protocol::parse_ice_server_url(url); }));
  app.add_flag("--relay-only", call.relay_only, "Reach the others only through TURN");
  app.add_option("--duration", options.duration, "Leave after this time in the room: 90, 90s, 1.5m, 2h, 1h30m")
      ->type_name("TIME")
      ->check(valid([](const std::string& text) { (void)util::parse_duration(text); }));
  app.add_option("--record-tracks", call.record_tracks,
                 "Record everybody's own stream as it was sent into a folder, for vchat compose")
      ->type_name("DIR");
  app.add_flag("--exit-when-alone", call.exit_when_alone, "Leave when the last of the others has gone");
  add_json_option(app, call.json);
  app.add_flag("--stats", call.conference.stats, "Figures of every connection, once a second, and a table at the end");
}

}  // namespace

void add_join(CLI::App& app, Action& action) {
  auto* join_app = app.add_subcommand("join", "Join a room");
  const auto options = std::make_shared<JoinOptions>();
  add_identity(*join_app, *options);
  add_media(*join_app, *options);
  add_recording(*join_app, *options);
  add_network_and_end(*join_app, *options);
  join_app->footer(
      "A line on standard input is said to everybody, unless it begins with '/': /help shows the commands.\n"
      "The end of standard input does not end the call; /leave or Ctrl-C does, a second Ctrl-C at once.");
  join_app->callback([options, &action] {
    options->password.look_into_environment("VCHAT_PASSWORD");
    options->token.look_into_environment("VCHAT_TOKEN");
    action = [options] { return join(*options); };
  });
}

}  // namespace vchat::cli
