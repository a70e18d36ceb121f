#include "server/poller.hpp"

#include <array>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

#include <glib-unix.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace vchat::server {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Poller::Poller(const glib::Executor& executor, std::function<void()> after_batch)
    : executor_(executor), epoll_(epoll_create1(EPOLL_CLOEXEC)), after_batch_(std::move(after_batch)) {
  if (epoll_ < 0) fail("epoll_create1");
  auto source = glib::adopt(g_unix_fd_source_new(epoll_, G_IO_IN));
  const GUnixFDSourceFunc run = [](gint, GIOCondition, gpointer self) noexcept -> gboolean {
    try {
      static_cast<Poller*>(self)->dispatch();
    } catch (const std::exception& error) {
      g_critical("unexpected error while serving connections: %s", error.what());
    }
    return G_SOURCE_CONTINUE;
  };
  g_source_set_callback(source.get(), G_SOURCE_FUNC(run), this, nullptr);
  g_source_attach(source.get(), executor.context());
  source_ = glib::ScopedSource(std::move(source));
}

Poller::~Poller() {
  source_.reset();
  close(epoll_);
}

void Poller::add(int fd, Watched& watched) {
  control(EPOLL_CTL_ADD, fd, watched, EPOLLIN);
}

void Poller::watch(int fd, Watched& watched, bool readable, bool writable) {
  control(EPOLL_CTL_MOD, fd, watched, (readable ? EPOLLIN : 0U) | (writable ? EPOLLOUT : 0U));
}

void Poller::remove(int fd) noexcept {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
}

void Poller::wake() {
  if (!wake_.active()) wake_ = glib::after(executor_, {}, [this] { after_batch_(); });
}

void Poller::control(int operation, int fd, Watched& watched, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &watched;
  if (epoll_ctl(epoll_, operation, fd, &event) < 0) fail("epoll_ctl");
}

void Poller::dispatch() {
  std::array<epoll_event, 256> events{};
  const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    static_cast<Watched*>(event.data.ptr)
        ->on_ready(broken || (event.events & EPOLLIN) != 0, (event.events & EPOLLOUT) != 0);
  }
  after_batch_();
}

}  // namespace vchat::server
