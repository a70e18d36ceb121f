#include "server/token_claims.hpp"

#include <glib.h>

#include "glib/owned.hpp"
#include "protocol/json_writer.hpp"
#include "protocol/names.hpp"

namespace vchat::server {

namespace {

namespace json = protocol::json;
using std::chrono::duration;

/// One string or several (RFC 7519, section 4.1.3).
bool has_audience(const json::Value& value, const std::string& audience) {
  if (value.text() == audience) return true;
  for (const auto& element : value.elements().value_or(std::vector<json::Value>()))
    if (element.text() == audience) return true;
  return false;
}

bool fits_room(const json::Value& value, const std::string& room) {
  const auto pattern = value.text();
  if (!pattern) return false;
  const glib::GCharPtr composed(g_utf8_normalize(pattern->c_str(), -1, G_NORMALIZE_NFC));
  // `?`, which would be a wildcard too, is in no name.
  return composed && g_pattern_match_simple(composed.get(), room.c_str()) != FALSE;
}

double seconds_since_1970(std::chrono::system_clock::time_point time) {
  return duration<double>(time.time_since_epoch()).count();
}

bool is_on_time(const json::Object& claims, double now) {
  const double leeway = duration<double>(clock_leeway).count();
  const auto* until = claims.find("exp");
  const auto end = until ? until->number() : std::nullopt;
  if (!end || now >= *end + leeway) return false;
  const auto* from = claims.find("nbf");
  if (!from) return true;
  const auto begin = from->number();
  return begin && now + leeway >= *begin;
}

std::optional<TokenClaims> read_grants(const json::Object& claims) {
  TokenClaims grants;
  if (const auto* name = claims.find("name")) {
    const auto text = name->text();
    grants.name = text ? protocol::user_name(*text) : std::nullopt;
    if (!grants.name) return std::nullopt;
  }
  if (const auto* moderator = claims.find("moderator")) {
    const auto flag = moderator->boolean();
    if (!flag) return std::nullopt;
    grants.moderator = *flag;
  }
  return grants;
}

}  // namespace

std::optional<TokenClaims> usable_claims(std::string_view claims, const TokenUse& use) try {
  const json::Object object(claims);
  const auto* audience = object.find("aud");
  const auto* room = object.find("room");
  if (!audience || !has_audience(*audience, use.audience) || !room || !fits_room(*room, use.room)) return std::nullopt;
  if (!is_on_time(object, seconds_since_1970(use.now))) return std::nullopt;
  return read_grants(object);
} catch (const json::Malformed&) {
  return std::nullopt;
}

std::string claims_json(const TokenGrant& grant) {
  const auto whole = [](std::chrono::system_clock::time_point time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
  };
  json::Writer writer;
  writer.text("room", grant.room).text_if("name", grant.name);
  if (grant.moderator) writer.flag("moderator", true);
  return writer.text("aud", grant.audience)
      .raw("iat", whole(grant.from))
      .raw("nbf", whole(grant.from))
      .raw("exp", whole(grant.from + grant.life))
      .finish();
}

}  // namespace vchat::server
