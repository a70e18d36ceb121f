#include "server/acceptor.hpp"

#include <cerrno>
#include <cstring>
#include <exception>

#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vchat::server {

namespace {

constexpr int batch = 64;  // then the connections that are there have their turn
constexpr std::chrono::seconds rest_time{1};

bool out_of_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

struct Watch {
  std::function<void()> work;
};

gboolean run(GSocket*, GIOCondition, gpointer data) noexcept {
  // A copy: the work may end the source that owns it.
  const auto watch = *static_cast<Watch*>(data);
  try {
    watch.work();
  } catch (const std::exception& error) {
    g_critical("unexpected error while accepting a connection: %s", error.what());
  }
  return G_SOURCE_CONTINUE;
}

}  // namespace

void Acceptor::add(glib::RefPtr<GSocket> listening) {
  // Somebody else may take a connection that was announced (a socket from systemd is shared): accept() must not wait.
  g_socket_set_blocking(listening.get(), FALSE);
  listeners_.push_back(std::make_unique<Listener>(Listener{std::move(listening), {}}));
  if (!resting_.active()) watch(*listeners_.back());
}

void Acceptor::watch(Listener& listener) {
  auto source = glib::adopt(g_socket_create_source(listener.socket.get(), G_IO_IN, nullptr));
  const GSocketSourceFunc callback = run;
  g_source_set_callback(source.get(), G_SOURCE_FUNC(callback),
                        new Watch{[this, &listener] { accept_some(listener.socket); }},
                        [](gpointer data) { delete static_cast<Watch*>(data); });
  g_source_attach(source.get(), executor_.context());
  listener.source = glib::ScopedSource(std::move(source));
}

void Acceptor::accept_some(const glib::RefPtr<GSocket>& listening) {
  for (int i = 0; i < batch; ++i) {
    const int fd = accept4(g_socket_get_fd(listening.get()), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
      if (out_of_resources(errno)) return rest();
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      continue;  // that one has gone before it was its turn: accept(2), "Error handling"
    }
    const auto socket = glib::adopt(g_socket_new_from_fd(fd, nullptr));
    if (!socket) {
      close(fd);
      continue;
    }
    // A message is written at once and in one piece: waiting for more would only delay it.
    g_socket_set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1, nullptr);
    on_accepted_(socket);
  }
}

void Acceptor::rest() {
  g_warning("Accepting no connections for a second: %s", std::strerror(errno));
  for (const auto& listener : listeners_) listener->source.reset();
  resting_ = glib::after(executor_, rest_time, [this] {
    for (const auto& listener : listeners_) watch(*listener);
  });
}

void Acceptor::stop() {
  resting_.reset();
  for (const auto& listener : listeners_) {
    listener->source.reset();
    g_socket_close(listener->socket.get(), nullptr);
  }
}

}  // namespace vchat::server
