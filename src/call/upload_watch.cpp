#include "call/upload_watch.hpp"

#include <algorithm>
#include <cmath>

#include "call/event.hpp"

namespace vchat::call {

namespace {

constexpr double slow = 200'000;  // bit/s: a quarter of the usual size at best
constexpr double fast = 350'000;
constexpr double lossy = 0.06;
constexpr double sound = 0.02;
constexpr int seconds_to_tell = 6;
constexpr int seconds_to_forget = 30;

}  // namespace

bool UploadWatch::Trouble::update(bool bad, bool good) {
  bad_ = bad ? bad_ + 1 : 0;
  good_ = good ? good_ + 1 : 0;
  if (good_ >= seconds_to_forget) told_ = false;
  if (told_ || bad_ < seconds_to_tell) return false;
  told_ = true;
  return true;
}

std::optional<Warning> UploadWatch::update(std::span<const peer::SessionStats> sessions, bool picture) {
  double best_rate = 0;
  double least_loss = 1;
  bool paused = !sessions.empty();
  bool known = !sessions.empty();
  for (const auto& session : sessions) {
    known = known && session.target_bps > 0;
    best_rate = std::max(best_rate, session.target_bps);
    least_loss = std::min(least_loss, session.send_loss);
    paused = paused && session.send_paused;
  }
  // Without a picture little is sent, and what the network would carry is not known.
  const bool measured = known && picture;
  const bool tell_slow = slow_.update(measured && best_rate < slow, measured && best_rate > fast);
  const bool tell_lossy = lossy_.update(!sessions.empty() && least_loss > lossy, least_loss < sound);
  const auto them = sessions.size() == 1 ? " (or their download)" : "";
  if (tell_slow)
    return Warning{"upload-slow", std::string("Your upload") + them + " carries only about " +
                                      std::to_string(std::lround(best_rate / 1000)) + " kbit/s: your picture is " +
                                      (paused ? "paused" : "small") +
                                      "; stop other uploads, move closer to the router, or switch the camera off"};
  if (tell_lossy)
    return Warning{"upload-lossy", std::string("Your upload") + them + " loses about " +
                                       std::to_string(std::lround(100 * least_loss)) +
                                       " % of what you send; a cable, or a place closer to the router, helps"};
  return std::nullopt;
}

}  // namespace vchat::call
