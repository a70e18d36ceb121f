#include "signaling/close_code.hpp"

#include <algorithm>

namespace vchat::signaling {

namespace {

constexpr double longest_retry_after = 3600;  // s

std::string text_of(const std::optional<protocol::ErrorMessage>& error, const std::string& otherwise) {
  return error && !error->message.empty() ? error->message : otherwise;
}

Ending refused(const std::string& code, const std::string& message) {
  return {code, util::RefusedError("refused by the server: " + message), true};
}

}  // namespace

Ending ending_of(unsigned close_code, const std::optional<protocol::ErrorMessage>& last_error,
                 const std::string& server) {
  const std::string code = last_error ? last_error->code : "";
  switch (close_code) {
    case 4400:
      if (code == "bad-name") return {code, util::UsageError(last_error->message), true};
      return {"bad-message",
              util::Error(server + " does not understand this version of vchat: " +
                          text_of(last_error, "it closed the connection")),
              true};
    case 4401:
      return refused("unauthorized",
                     text_of(last_error, "wrong password or token") + " (see --password-file and --token-file)");
    case 4403:
      return refused(code.empty() ? "room-full" : code, text_of(last_error, "the room is full"));
    case 4404:
      return refused("room-not-found",
                     text_of(last_error, "there is no such room") + " ('vchat list-rooms' shows them)");
    case 4429: {
      auto ending = refused("rate-limited", text_of(last_error, "too many attempts; try again later"));
      const double seconds = last_error ? last_error->retry_after.value_or(0) : 0;
      ending.least_wait =
          std::chrono::milliseconds(static_cast<int>(1000 * std::clamp(seconds, 0.0, longest_retry_after)));
      ending.final = seconds <= 0;
      return ending;
    }
    case 4410:
      return {"kicked", util::RefusedError(text_of(last_error, "a moderator sent you out of the room")), true};
    case 1001:
      return {"unreachable", util::UnreachableError(server + " is going away"), false, {}, true};
    case 4409:
      return {"replaced", util::Error(text_of(last_error, "another connection has taken this one's place")), true};
    case 1013:
    case 4408:
      return {"unreachable",
              util::UnreachableError(server + " found this connection too slow; is the network overloaded?")};
    default:
      return {"unreachable", util::UnreachableError("the connection to " + server + " was lost")};
  }
}

}  // namespace vchat::signaling
