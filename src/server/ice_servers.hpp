// The STUN and TURN servers that members are told, with credentials of their own.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "protocol/messages.hpp"

namespace vchat::server {

/// TURN servers that share a secret with us and take credentials made from it, as coturn does with `use-auth-secret`
/// (draft-uberti-behave-turn-rest).
struct TurnConfig {
  std::vector<std::string> urls;  // turn: or turns:, as in RTCIceServer.urls
  std::string secret;
  std::chrono::seconds lifetime{std::chrono::hours(12)};
};

/// Immutable. Reentrant.
class IceServers {
 public:
  IceServers(std::vector<protocol::IceServer> same_for_all, TurnConfig turn)
      : same_for_all_(std::move(same_for_all)), turn_(std::move(turn)) {}

  /// With credentials that are good for the lifetime from `now` on and have the id in them, so that coturn's log and
  /// quota tell the users apart.
  [[nodiscard]] std::vector<protocol::IceServer> for_user(const std::string& id,
                                                          std::chrono::system_clock::time_point now) const;

 private:
  std::vector<protocol::IceServer> same_for_all_;
  TurnConfig turn_;
};

}  // namespace vchat::server
