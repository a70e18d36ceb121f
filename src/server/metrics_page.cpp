#include "server/metrics_page.hpp"

#include <exception>

#include "glib/error.hpp"
#include "server/listener.hpp"

namespace vchat::server {

MetricsPage::MetricsPage(const std::string& address, std::function<std::string()> text)
    : text_(std::move(text)), soup_(glib::adopt(soup_server_new("server-header", "vchat", nullptr))) {
  const auto socket = listen_at(parse_address(address));
  glib::GErrorPtr error;
  soup_server_listen_socket(soup_.get(), socket.get(), SoupServerListenOptions(0), glib::out(error));
  glib::throw_if(error, "cannot listen on " + address);
  url_ = url_of(socket, false) + "/metrics";
  const SoupServerCallback handler = [](SoupServer*, SoupServerMessage* message, const char* path, GHashTable*,
                                        gpointer self) noexcept {
    try {
      static_cast<const MetricsPage*>(self)->answer(message, path);
    } catch (const std::exception& failure) {
      g_critical("unexpected error while telling the metrics: %s", failure.what());
      soup_server_message_set_status(message, SOUP_STATUS_INTERNAL_SERVER_ERROR, nullptr);
    }
  };
  soup_server_add_handler(soup_.get(), nullptr, handler, this, nullptr);
}

MetricsPage::~MetricsPage() {
  soup_server_disconnect(soup_.get());
}

void MetricsPage::answer(SoupServerMessage* message, const std::string& path) const {
  if (path != "/metrics") return soup_server_message_set_status(message, SOUP_STATUS_NOT_FOUND, nullptr);
  const auto text = text_();
  soup_server_message_set_response(message, "text/plain; version=0.0.4; charset=utf-8", SOUP_MEMORY_COPY, text.data(),
                                   text.size());
  soup_server_message_set_status(message, SOUP_STATUS_OK, nullptr);
}

}  // namespace vchat::server
