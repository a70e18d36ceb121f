#include "server/trusted_proxies.hpp"

#include <algorithm>

#include "util/error.hpp"

namespace vchat::server {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

glib::RefPtr<GInetAddressMask> parse_network(const std::string& text) {
  auto network = glib::adopt(g_inet_address_mask_new_from_string(text.c_str(), nullptr));
  if (!network)
    throw util::UsageError("'" + text +
                           "' is neither an address nor a network; write for example 192.0.2.1 or 10.0.0.0/8");
  return network;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const auto& network : networks) networks_.push_back(parse_network(network));
}

bool TrustedProxies::trusts(const RemoteAddress& peer) const {
  const auto address = glib::adopt(g_inet_address_new_from_string(peer.text.c_str()));
  return address && std::any_of(networks_.begin(), networks_.end(), [&](const auto& network) {
           return g_inet_address_mask_matches(network.get(), address.get());
         });
}

RemoteAddress TrustedProxies::client_of(const RemoteAddress& peer, std::string_view forwarded_for) const {
  auto client = peer;
  while (trusts(client) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto before =
        parse_remote_address(trimmed(forwarded_for.substr(comma == forwarded_for.npos ? 0 : comma + 1)));
    if (!before) break;
    client = *before;
    forwarded_for = forwarded_for.substr(0, comma == forwarded_for.npos ? 0 : comma);
  }
  return client;
}

}  // namespace vchat::server
