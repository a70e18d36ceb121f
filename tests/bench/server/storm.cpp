// Many clients who connect at the same moment, as after a restart of the server: each upgrades and enters its room.
//   bench-storm vchat|socketio PORT CLIENTS
// For each line on stdin all come at once, from the second on with the resume tokens of the time before (Socket.IO: as
// new ones), and stay. Prints how many are in, how many were refused, and the milliseconds until half, 95 % and all
// were.
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dialect.hpp"

namespace {

using namespace bench;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{60};

class Client {
 public:
  Client(const Dialect& dialect, int number) : dialect_(dialect), room_("room" + std::to_string(number / 4)) {}
  Client(Client&&) = delete;
  ~Client() { hang_up(); }

  void come(int epoll, int port) {
    hang_up();
    incoming_.clear();
    state_ = State::connecting;
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int failed = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    if (failed != 0 && errno != EINPROGRESS) return refuse();
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT;
    event.data.ptr = this;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd_, &event);
  }

  /// True when this event has decided whether it gets in.
  bool on_event(int epoll, std::uint32_t events) {
    if (state_ == State::connecting && (events & (EPOLLOUT | EPOLLERR)) != 0) on_connected(epoll);
    if ((events & (EPOLLIN | EPOLLHUP)) != 0 && fd_ >= 0) read_all();
    const bool was_decided = std::exchange(decided_, state_ == State::in || state_ == State::refused);
    return decided_ && !was_decided;
  }

  [[nodiscard]] bool in() const { return state_ == State::in; }
  [[nodiscard]] bool refused() const { return state_ == State::refused; }
  void begin() { decided_ = false; }

 private:
  enum class State { connecting, upgrading, greeting, joining, in, refused };

  void hang_up() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }
  void refuse() {
    hang_up();
    state_ = State::refused;
  }
  void say(const std::string& bytes) {
    if (write(fd_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) refuse();
  }

  void on_connected(int epoll) {
    int error = 0;
    socklen_t size = sizeof(error);
    getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return refuse();
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = this;
    epoll_ctl(epoll, EPOLL_CTL_MOD, fd_, &event);
    state_ = State::upgrading;
    say(dialect_.upgrade());
  }

  void read_all() {
    std::array<char, 16'384> buffer;
    const auto got = read(fd_, buffer.data(), buffer.size());
    if (got == 0 || (got < 0 && errno != EAGAIN)) return refuse();
    if (got > 0) incoming_.append(buffer.data(), static_cast<std::size_t>(got));
    advance();
  }

  void advance() {
    if (state_ == State::upgrading && incoming_.find("\r\n\r\n") != std::string::npos) {
      if (incoming_.find(" 101 ") == std::string::npos) return refuse();
      state_ = dialect_.socketio ? State::greeting : State::joining;
      say(dialect_.socketio ? frame(1, "40") : join());
    }
    if (state_ == State::greeting && incoming_.find("40{\"sid\"") != std::string::npos) {
      state_ = State::joining;
      say(join());
    }
    if (state_ != State::joining || incoming_.find("room-users") == std::string::npos) return;
    if (!dialect_.socketio && !keep_token()) return;
    state_ = State::in;
    incoming_ = {};
  }

  std::string join() {
    std::string fields = "\"room\":\"" + room_ + "\",\"name\":\"n\",";
    if (!token_.empty()) fields += "\"resume\":\"" + token_ + "\",";
    return frame(1, dialect_.message("join-room", fields));
  }

  /// False while it is not all there.
  bool keep_token() {
    const std::string_view before = "\"resume\":\"";
    const auto begin = incoming_.find(before);
    const auto end = begin == std::string::npos ? begin : incoming_.find('"', begin + before.size());
    if (end == std::string::npos) return false;
    token_ = incoming_.substr(begin + before.size(), end - begin - before.size());
    return true;
  }

  const Dialect& dialect_;
  const std::string room_;
  int fd_ = -1;
  State state_ = State::connecting;
  bool decided_ = false;
  std::string incoming_;
  std::string token_;
};

void storm(std::vector<std::unique_ptr<Client>>& clients, int port) {
  const int epoll = epoll_create1(0);
  const auto begin = Clock::now();
  std::size_t decided = 0;
  for (auto& client : clients) {
    client->begin();
    client->come(epoll, port);
    decided += client->refused() ? 1 : 0;
  }
  std::vector<double> times;
  std::array<epoll_event, 256> events;
  while (decided < clients.size() && Clock::now() - begin < patience) {
    const int count = epoll_wait(epoll, events.data(), events.size(), 100);
    for (int i = 0; i < count; ++i) {
      auto& client = *static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!client.on_event(epoll, events[static_cast<std::size_t>(i)].events)) continue;
      ++decided;
      if (client.in()) times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
  }
  close(epoll);
  const auto refused =
      std::count_if(clients.begin(), clients.end(), [](const auto& client) { return client->refused(); });
  const auto share = [&](double part) {
    const auto place = static_cast<std::size_t>(part * static_cast<double>(clients.size()));
    return place <= times.size() && place > 0 ? times[place - 1] : -1;
  };
  std::printf("%zu %ld %.0f %.0f %.0f\n", times.size(), static_cast<long>(refused), share(0.5), share(0.95), share(1));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) try {
  require(argc == 4, "usage: bench-storm vchat|socketio PORT CLIENTS");
  raise_descriptor_limit();
  const Dialect dialect{std::string_view(argv[1]) == "socketio"};
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < std::atoi(argv[3]); ++i) clients.push_back(std::make_unique<Client>(dialect, i));
  for (std::string go; std::getline(std::cin, go);) storm(clients, std::atoi(argv[2]));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench-storm: %s\n", error.what());
  return 1;
}
