// Who may enter which room, and as what.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "protocol/messages.hpp"
#include "protocol/protocol_error.hpp"
#include "room/configured_rooms.hpp"
#include "room/entry.hpp"
#include "server/join_limits.hpp"
#include "server/limits.hpp"
#include "server/metrics.hpp"
#include "server/password_worker.hpp"
#include "server/remote_address.hpp"
#include "server/token_claims.hpp"
#include "server/token_key.hpp"

namespace vchat::server {

struct AdmissionConfig {
  std::string rooms_file;  // none if empty
  bool only_configured_rooms = false;
  std::string token_key_file;  // none if empty
  std::string token_audience = "vchat";
};

/// Decides on each `join-room`: counts joins and failures per address, and checks tokens and passwords. To someone
/// without a right one all rooms that are not open look alike, also those that there are not: the answer is the same,
/// and so is the work. Thread-bound.
class Admission {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Verdict = std::variant<room::Entry, protocol::ProtocolError>;
  using Done = std::function<void(const Verdict&)>;
  /// Whoever lets go of it is not called any more.
  using Ticket = std::shared_ptr<Done>;

  /// `limits` and `metrics` outlive it. @throws util::UsageError for a rooms file or key that cannot be used, with line
  /// and reason.
  Admission(AdmissionConfig config, const Limits& limits, Metrics& metrics, const glib::Executor& executor);

  /// Calls `done` once: before it returns (then there is no ticket), or later on the executor's context.
  [[nodiscard]] Ticket check(const protocol::JoinRoom& request, const RemoteAddress& from, Time now, Done done);

  /// Someone has made up a resume token: counts like a wrong password.
  /// @throws protocol::ProtocolError `rate-limited` if the address has to wait after too many of them.
  void count_forgery(const RemoteAddress& from, Time now);

  /// Reads rooms file and key again. @throws util::UsageError as the constructor; then all stays as it was.
  void reload();

  [[nodiscard]] const room::ConfiguredRooms& rooms() const noexcept { return rooms_; }

 private:
  /// Counts the join. Nothing if it may go on.
  [[nodiscard]] std::optional<protocol::ProtocolError> over_limit(const protocol::JoinRoom& request,
                                                                  const RemoteAddress& from, Time now);
  [[nodiscard]] Ticket check_password(const protocol::JoinRoom& request, const RemoteAddress& from, Time now,
                                      const room::Entry& entry, Done done);
  [[nodiscard]] std::optional<TokenClaims> claims_of(const protocol::JoinRoom& request) const;
  /// The room's hash, or one for a room without: that takes the same time.
  [[nodiscard]] const std::string* hash_for(const std::string& room) const;
  [[nodiscard]] bool has_hidden_rooms() const;

  const AdmissionConfig config_;
  const Limits& limits_;
  Metrics& metrics_;
  room::ConfiguredRooms rooms_;
  std::optional<TokenVerifier> tokens_;
  JoinRate joins_;
  FailedAttempts failures_;
  PasswordWorker passwords_;
};

}  // namespace vchat::server
