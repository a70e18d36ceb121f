#include "server/admission.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "glib/file.hpp"
#include "server/rooms_file.hpp"
#include "util/error.hpp"

namespace vchat::server {

namespace {

using protocol::ProtocolError;
using std::chrono::seconds;

/// Hashes take tens of milliseconds: who comes after so many has waited long enough to be told to come back.
constexpr std::size_t most_waiting = 64;
constexpr seconds busy_wait{5};

bool given(const std::optional<std::string>& secret) {
  return secret && !secret->empty();
}

ProtocolError unauthorized() {
  return {"unauthorized", "this room asks for the right password or token", "join-room"};
}

ProtocolError too_many(const std::string& what, seconds wait) {
  return {"rate-limited", what + "; try again in " + std::to_string(wait.count()) + " s", "join-room", wait};
}

room::ConfiguredRooms load_rooms(const AdmissionConfig& config, const Limits& limits) {
  if (config.only_configured_rooms && config.rooms_file.empty())
    throw util::UsageError("with --only-configured-rooms there is no room at all unless --rooms names some");
  auto rooms = config.rooms_file.empty() ? room::ConfiguredRooms() : read_rooms_file(config.rooms_file);
  rooms.only_configured = config.only_configured_rooms;
  rooms.max_rooms = limits.max_rooms;
  rooms.max_users = limits.max_users;
  return rooms;
}

std::optional<TokenVerifier> load_key(const std::string& file) {
  if (file.empty()) return std::nullopt;
  return TokenVerifier(glib::read_file(file), file);
}

void require_key_for_tokens(const room::ConfiguredRooms& rooms, const AdmissionConfig& config) {
  if (!config.token_key_file.empty()) return;
  for (const auto& [name, terms] : rooms.rooms) {
    if (terms.by_token)
      throw util::UsageError(config.rooms_file + ": the room " + name + " takes tokens; say --token-key too");
  }
  if (rooms.others.by_token) throw util::UsageError(config.rooms_file + ": [*] takes tokens; say --token-key too");
}

}  // namespace

Admission::Admission(AdmissionConfig config, const Limits& limits, Metrics& metrics, const glib::Executor& executor)
    : config_(std::move(config)),
      limits_(limits),
      metrics_(metrics),
      joins_(limits.max_joins_per_address),
      failures_(limits.max_failed_passwords),
      passwords_(executor, most_waiting) {
  reload();
}

void Admission::reload() {
  auto rooms = load_rooms(config_, limits_);
  require_key_for_tokens(rooms, config_);
  auto tokens = load_key(config_.token_key_file);
  rooms_ = std::move(rooms);
  tokens_ = std::move(tokens);
}

Admission::Ticket Admission::check(const protocol::JoinRoom& request, const RemoteAddress& from, Time now, Done done) {
  const auto answer = [&](const Verdict& verdict) {
    done(verdict);
    return nullptr;
  };
  if (const auto refusal = over_limit(request, from, now)) return answer(*refusal);
  TokenClaims claims;
  if (given(request.token)) {
    const auto usable = claims_of(request);
    // Also where anyone may enter: a moderator whose token has expired should learn of it.
    if (!usable) {
      failures_.add(from.key, now);
      return answer(unauthorized());
    }
    claims = *usable;
  }
  const room::Entry entry{claims.name.value_or(request.name), claims.moderator};
  const auto* const terms = rooms_.find(request.room);
  if (terms && (terms->by_anyone || (terms->by_token && given(request.token)))) return answer(entry);
  if (given(request.password)) return check_password(request, from, now, entry, std::move(done));
  const bool may_know = !given(request.token) && !has_hidden_rooms();
  if (!terms && may_know)
    return answer(ProtocolError("room-not-found", "there is no such room on this server", "join-room"));
  return answer(unauthorized());
}

void Admission::count_forgery(const RemoteAddress& from, Time now) {
  const auto wait = failures_.wait(from.key, now);
  if (wait > seconds(0)) throw too_many("too many wrong passwords or tokens from your address", wait);
  failures_.add(from.key, now);
}

std::optional<ProtocolError> Admission::over_limit(const protocol::JoinRoom& request, const RemoteAddress& from,
                                                   Time now) {
  if (const auto wait = joins_.take(from.key, now); wait > seconds(0))
    return too_many("too many people join from your address", wait);
  if (!given(request.password) && !given(request.token)) return std::nullopt;
  const auto wait = failures_.wait(from.key, now);
  if (wait > seconds(0)) return too_many("too many wrong passwords or tokens from your address", wait);
  return std::nullopt;
}

Admission::Ticket Admission::check_password(const protocol::JoinRoom& request, const RemoteAddress& from, Time now,
                                            const room::Entry& entry, Done done) {
  const auto* const terms = rooms_.find(request.room);
  const auto* const hash = hash_for(request.room);
  failures_.add(from.key, now);
  if (!hash) {
    done(unauthorized());
    return nullptr;
  }
  const auto ticket = std::make_shared<Done>(std::move(done));
  const bool may = terms && terms->by_password;
  const auto decided = [this, weak = std::weak_ptr(ticket), entry, address = from.key, may](bool matches) {
    // Without a ticket there may be no Admission either.
    const auto kept = weak.lock();
    if (!kept) return;
    if (matches && may) failures_.take_back(address);
    (*kept)(matches && may ? Verdict(entry) : Verdict(unauthorized()));
  };
  if (passwords_.check(*request.password, *hash, decided)) {
    ++metrics_.password_checks;
    return ticket;
  }
  failures_.take_back(from.key);
  (*ticket)(too_many("the server has too many passwords to check", busy_wait));
  return nullptr;
}

std::optional<TokenClaims> Admission::claims_of(const protocol::JoinRoom& request) const {
  const auto claims = tokens_ ? tokens_->verify(*request.token) : std::nullopt;
  if (!claims) return std::nullopt;
  return usable_claims(*claims, {request.room, config_.token_audience, std::chrono::system_clock::now()});
}

const std::string* Admission::hash_for(const std::string& room) const {
  if (const auto* terms = rooms_.find(room); terms && terms->by_password) return &terms->password_hash;
  std::vector<const std::string*> hashes;
  for (const auto& [name, terms] : rooms_.rooms)
    if (terms.by_password) hashes.push_back(&terms.password_hash);
  if (rooms_.others.by_password) hashes.push_back(&rooms_.others.password_hash);
  // Always the same one for a room, should their parameters differ.
  return hashes.empty() ? nullptr : hashes[std::hash<std::string>()(room) % hashes.size()];
}

bool Admission::has_hidden_rooms() const {
  return std::any_of(rooms_.rooms.begin(), rooms_.rooms.end(), [](const auto& room) { return room.second.hidden; });
}

}  // namespace vchat::server
