// The load of the server bench: members in rooms of two who send each other offers and candidates as fast as the server
// relays them, spoken as vchat's protocol or as Socket.IO's.
//   bench-load vchat|socketio PORT CONNECTIONS SECONDS
// Prints "ready" once all are in their rooms, waits for a line on stdin, then prints how many messages arrived in the
// time.
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
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

constexpr int in_flight_each = 2;
constexpr int candidates_per_offer = 10;

class Member {
 public:
  Member(const Dialect& dialect, int port, int number) : dialect_(dialect), fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    require(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0, "cannot connect");
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    queue(dialect_.upgrade());
    const auto answer = wait_for("\r\n\r\n");
    require(answer.find(" 101 ") != answer.npos, "no upgrade");
    incoming_.erase(0, incoming_.find("\r\n\r\n") + 4);
    if (dialect_.socketio) {
      queue(frame(1, "40"));
      wait_for("40{\"sid\"");
    }
    queue(
        frame(1, dialect_.message("join-room", "\"room\":\"room" + std::to_string(number / 2) + "\",\"name\":\"n\",")));
    wait_for("room-users");
    const std::string before_id = "\"self\":{\"id\":\"";
    while (incoming_.find(before_id) == incoming_.npos || incoming_.back() == ',') read_more();
    const auto begin = incoming_.find(before_id) + before_id.size();
    id_ = incoming_.substr(begin, incoming_.find('"', begin) - begin);
    incoming_.clear();
    fcntl(fd_, F_SETFL, O_NONBLOCK);
  }
  Member(Member&&) = delete;
  ~Member() { close(fd_); }

  [[nodiscard]] int fd() const { return fd_; }

  void talk_to(const Member& other) {
    const std::string head = "\"to\":\"" + other.id_ + "\",\"session\":\"s1\",";
    std::string sdp;
    // As long as the offer of a browser for sound and picture.
    while (sdp.size() < 3'000) sdp += "a=rtcp-fb:96 transport-cc\\r\\na=fmtp:97 apt=96\\r\\n";
    offer_ = frame(1, dialect_.message("offer", head + "\"purpose\":\"call\",\"sdp\":\"v=0\\r\\n" + sdp + "\","));
    candidate_ = frame(
        1, dialect_.message(
               "ice-candidate",
               head + "\"candidate\":{\"candidate\":\"candidate:842163049 1 udp 1677729535 192.0.2.17 54321 typ srflx "
                      "raddr 10.0.0.1 "
                      "rport 54321 generation 0 ufrag x5Qh network-cost 999\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0},"));
  }

  void say_something() { queue(sent_++ % (candidates_per_offer + 1) == 0 ? offer_ : candidate_); }

  /// Reads what is there; returns how many relayed messages it was.
  int receive() {
    std::array<char, 65'536> buffer;
    const auto got = read(fd_, buffer.data(), buffer.size());
    require(got > 0 || (got < 0 && errno == EAGAIN), "the server hung up");
    if (got > 0) incoming_.append(buffer.data(), static_cast<std::size_t>(got));
    int messages = 0;
    std::size_t at = 0;
    for (std::size_t length = 0; (length = whole_frame(at)) > 0; at += length) messages += on_frame(at, length);
    incoming_.erase(0, at);
    return messages;
  }

  void flush() {
    if (outgoing_.empty()) return;
    const auto done = write(fd_, outgoing_.data(), outgoing_.size());
    require(done >= 0 || errno == EAGAIN, "cannot write");
    if (done > 0) outgoing_.erase(0, static_cast<std::size_t>(done));
  }

 private:
  void queue(const std::string& bytes) {
    outgoing_ += bytes;
    flush();
  }

  void read_more() {
    std::array<char, 4096> buffer;
    const auto got = read(fd_, buffer.data(), buffer.size());
    require(got > 0, "the server hung up");
    incoming_.append(buffer.data(), static_cast<std::size_t>(got));
  }

  std::string wait_for(const char* text) {
    while (incoming_.find(text) == incoming_.npos) read_more();
    return incoming_;
  }

  [[nodiscard]] static std::size_t header_length(std::uint8_t length) { return length < 126 ? 2 : 4; }

  /// The length of the frame that begins at `at`, 0 while it is not all there.
  [[nodiscard]] std::size_t whole_frame(std::size_t at) const {
    if (incoming_.size() < at + 4 && !(incoming_.size() >= at + 2 && incoming_[at + 1] < 126)) return 0;
    std::size_t length = static_cast<std::uint8_t>(incoming_[at + 1]);
    const auto header = header_length(static_cast<std::uint8_t>(length));
    if (length == 126)
      length = static_cast<std::uint8_t>(incoming_[at + 2]) * 256U + static_cast<std::uint8_t>(incoming_[at + 3]);
    return incoming_.size() >= at + header + length ? header + length : 0;
  }

  int on_frame(std::size_t at, std::size_t length) {
    const auto header = header_length(static_cast<std::uint8_t>(incoming_[at + 1]));
    const auto payload = std::string_view(incoming_).substr(at + header, length - header);
    const int opcode = incoming_[at] & 0x0F;
    if (opcode == 9) queue(frame(10, payload));
    if (opcode != 1) return 0;
    if (dialect_.socketio && payload == "2") queue(frame(1, "3"));
    if (dialect_.relayed(payload)) return 1;
    require(payload.find("error") == payload.npos, "the server sent an error");
    return 0;
  }

  const Dialect& dialect_;
  int fd_;
  std::string id_, incoming_, outgoing_, offer_, candidate_;
  int sent_ = 0;
};

long run(std::vector<std::unique_ptr<Member>>& members, double seconds) {
  const int epoll = epoll_create1(0);
  for (std::size_t i = 0; i < members.size(); ++i) {
    members[i]->talk_to(*members[i ^ 1]);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = members[i].get();
    epoll_ctl(epoll, EPOLL_CTL_ADD, members[i]->fd(), &event);
  }
  for (auto& member : members)
    for (int i = 0; i < in_flight_each; ++i) member->say_something();
  long messages = 0;
  std::array<epoll_event, 256> events;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (Clock::now() < end) {
    const int count = epoll_wait(epoll, events.data(), events.size(), 10);
    for (int i = 0; i < count; ++i) {
      auto& member = *static_cast<Member*>(events[static_cast<std::size_t>(i)].data.ptr);
      const int got = member.receive();
      for (int j = 0; j < got; ++j) member.say_something();
      messages += got;
    }
  }
  close(epoll);
  return messages;
}

}  // namespace

int main(int argc, char** argv) try {
  require(argc == 5, "usage: bench-load vchat|socketio PORT CONNECTIONS SECONDS");
  raise_descriptor_limit();
  const Dialect dialect{std::string_view(argv[1]) == "socketio"};
  std::vector<std::unique_ptr<Member>> members;
  for (int i = 0; i < std::atoi(argv[3]); ++i)
    members.push_back(std::make_unique<Member>(dialect, std::atoi(argv[2]), i));
  std::puts("ready");
  std::fflush(stdout);
  std::string go;
  std::getline(std::cin, go);
  std::printf("%ld\n", run(members, std::atof(argv[4])));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench-load: %s\n", error.what());
  return 1;
}
