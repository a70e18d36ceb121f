#include "room/resume_tokens.hpp"

#include <array>
#include <charconv>
#include <memory>
#include <vector>

#include <glib.h>

#include "util/base64url.hpp"

namespace vchat::room {

namespace {

constexpr char separator = '\n';  // in no id, room or name
constexpr std::size_t digest_bytes = 32;

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Takes as long for any two texts of one length.
bool same(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) difference |= static_cast<unsigned char>(one[i] ^ other[i]);
  return difference == 0;
}

}  // namespace

std::string ResumeTokens::signature(std::string_view text) const {
  const std::unique_ptr<GHmac, decltype(&g_hmac_unref)> hmac(
      g_hmac_new(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(key_.data()), key_.size()), &g_hmac_unref);
  for (const std::string_view part :
       {std::string_view("vchat resume\n"), std::string_view(audience_), std::string_view("\n"), text})
    g_hmac_update(hmac.get(), reinterpret_cast<const guchar*>(part.data()), static_cast<gssize>(part.size()));
  std::array<guint8, digest_bytes> digest{};
  gsize length = digest.size();
  g_hmac_get_digest(hmac.get(), digest.data(), &length);
  return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string ResumeTokens::write(const Ticket& ticket) const {
  std::string text = ticket.id;
  for (const auto& part : {ticket.nonce, std::to_string(ticket.joined), std::to_string(ticket.issued),
                           std::string(ticket.moderator ? "1" : "0"), ticket.room, ticket.name})
    text += separator + part;
  return util::to_base64url(text) + "." + util::to_base64url(signature(text));
}

std::optional<Ticket> ResumeTokens::read(std::string_view token) const {
  const auto dot = token.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto text = util::from_base64url(token.substr(0, dot));
  const auto signed_with = util::from_base64url(token.substr(dot + 1));
  if (!text || !signed_with || !same(*signed_with, signature(*text))) return std::nullopt;
  const auto parts = split(*text);
  if (parts.size() != 7) return std::nullopt;
  return Ticket{.id = std::string(parts[0]),
                .nonce = std::string(parts[1]),
                .room = std::string(parts[5]),
                .name = std::string(parts[6]),
                .joined = number(parts[2]),
                .issued = number(parts[3]),
                .moderator = parts[4] == "1"};
}

}  // namespace vchat::room
