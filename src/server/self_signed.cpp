#include "server/self_signed.hpp"

#include <algorithm>
#include <memory>

#include <gio/gio.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "glib/owned.hpp"
#include "server/remote_address.hpp"
#include "server/tls_context.hpp"
#include "util/error.hpp"

namespace vchat::server {

namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, glib::FreeWith<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, glib::FreeWith<X509_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, glib::FreeWith<X509_EXTENSION_free>>;
using BioPtr = std::unique_ptr<BIO, glib::FreeWith<BIO_free_all>>;
using NumberPtr = std::unique_ptr<BIGNUM, glib::FreeWith<BN_free>>;

constexpr long day = 24 * 60 * 60;  // s
constexpr int serial_bits = 127;    // RFC 5280, section 4.1.2.2: positive, at most 20 bytes
constexpr std::size_t longest_name = 64;

void check(bool done) {
  if (!done) throw util::Error("cannot make a certificate: " + openssl_error());
}

void add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  check(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string alternative_names(std::vector<std::string> hosts) {
  hosts.insert(hosts.end(), {"localhost", "127.0.0.1", "::1"});
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  std::string names;
  for (const auto& host : hosts)
    names += (names.empty() ? "" : ",") + std::string(g_hostname_is_ip_address(host.c_str()) ? "IP:" : "DNS:") + host;
  return names;
}

void set_serial(X509* certificate) {
  const NumberPtr number(BN_new());
  check(number && BN_rand(number.get(), serial_bits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1);
  check(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

CertificatePtr sign(EVP_PKEY* key, const std::vector<std::string>& hosts) {
  CertificatePtr made(X509_new());
  auto* certificate = made.get();
  check(certificate && X509_set_version(certificate, X509_VERSION_3) == 1);
  set_serial(certificate);
  // A day back, for clocks that are slow.
  check(X509_gmtime_adj(X509_getm_notBefore(certificate), -day) != nullptr);
  check(X509_gmtime_adj(X509_getm_notAfter(certificate), 3650 * day) != nullptr);
  const auto name = ("vchat on " + (hosts.empty() ? std::string("localhost") : hosts.front())).substr(0, longest_name);
  auto* subject = X509_get_subject_name(certificate);
  check(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()),
                                   -1, -1, 0) == 1);
  check(X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1);
  add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate, NID_key_usage, "critical,digitalSignature");
  add_extension(certificate, NID_ext_key_usage, "serverAuth");
  add_extension(certificate, NID_subject_alt_name, alternative_names(hosts));
  check(X509_sign(certificate, key, EVP_sha256()) > 0);
  return made;
}

bool is_name(const std::string& text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
                              std::string::npos;
}

std::string address_of(const sockaddr* address) {
  if (!address || (address->sa_family != AF_INET && address->sa_family != AF_INET6)) return {};
  const auto size = address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  const auto native = glib::adopt(g_socket_address_new_from_native(const_cast<sockaddr*>(address), size));
  if (!native) return {};
  auto* inet = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(native.get()));
  // A link-local address is one only together with an interface, which a certificate cannot name.
  return g_inet_address_get_is_link_local(inet) ? std::string() : remote_address(native).text;
}

}  // namespace

std::string make_self_signed(const std::vector<std::string>& hosts) {
  const KeyPtr key(EVP_EC_gen("P-256"));
  check(key != nullptr);
  const auto certificate = sign(key.get(), hosts);
  const BioPtr out(BIO_new(BIO_s_mem()));
  check(out && PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  check(PEM_write_bio_X509(out.get(), certificate.get()) == 1);
  char* text = nullptr;
  const auto length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

std::vector<std::string> own_hosts() {
  std::vector<std::string> hosts;
  if (const std::string name = g_get_host_name(); is_name(name)) hosts.push_back(name);
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return hosts;
  for (const auto* entry = list; entry; entry = entry->ifa_next)
    if (auto address = address_of(entry->ifa_addr); !address.empty()) hosts.push_back(std::move(address));
  freeifaddrs(list);
  return hosts;
}

}  // namespace vchat::server
