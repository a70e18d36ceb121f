// lab-wire: a link between two network namespaces that takes its time, where the kernel has no netem.
//   lab-wire NEAR FAR DEVICE
// Makes a TUN device of that name in each namespace and hands packets from one to the other. A line `DELAY JITTER` (ms)
// on stdin changes how long each takes: the delay, and up to the jitter more, at random; none overtakes another.
// Prints `ready`; ends, and its devices with it, at the end of stdin.
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <iostream>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t longest_packet = 65536;  // bytes
constexpr std::size_t most_waiting = 20'000;   // packets each way: the rate is limited elsewhere

void check(bool done, const std::string& what) {
  if (!done) throw std::runtime_error(what + ": " + std::strerror(errno));
}

/// A TUN device of `name` in that namespace; packets without any header.
int open_device(const std::string& name_space, const std::string& name) {
  const auto path = "/run/netns/" + name_space;
  const int inside = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  check(inside >= 0 && setns(inside, CLONE_NEWNET) == 0, path);
  close(inside);
  const int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  check(device >= 0, "/dev/net/tun");
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  check(ioctl(device, TUNSETIFF, &request) == 0, "TUNSETIFF " + name);
  return device;
}

struct Pace {
  Milliseconds delay{0};
  Milliseconds jitter{0};
};

/// One way.
class Lane {
 public:
  Lane(int from, int to) : from_(from), to_(to) {}

  [[nodiscard]] int source() const { return from_; }

  void take_in(const Pace& pace, std::mt19937& random) {
    static std::array<std::uint8_t, longest_packet> packet;
    for (;;) {
      const auto size = read(from_, packet.data(), packet.size());
      if (size <= 0) return;
      if (waiting_.size() >= most_waiting) continue;
      const auto late = pace.jitter * std::uniform_real_distribution(0.0, 1.0)(random);
      auto due = Clock::now() + std::chrono::duration_cast<Clock::duration>(pace.delay + late);
      if (!waiting_.empty()) due = std::max(due, waiting_.back().due);
      waiting_.push_back({due, {packet.data(), packet.data() + size}});
    }
  }

  void hand_over(Clock::time_point now) {
    while (!waiting_.empty() && waiting_.front().due <= now) {
      const auto& bytes = waiting_.front().bytes;
      // What the other side does not take is lost, as on any link.
      static_cast<void>(!write(to_, bytes.data(), bytes.size()));
      waiting_.pop_front();
    }
  }

  [[nodiscard]] std::optional<Clock::time_point> next() const {
    return waiting_.empty() ? std::nullopt : std::optional(waiting_.front().due);
  }

 private:
  struct Packet {
    Clock::time_point due;
    std::vector<std::uint8_t> bytes;
  };
  int from_;
  int to_;
  std::deque<Packet> waiting_;
};

/// New paces come as lines; false at their end.
bool read_pace(std::string& rest, Pace& pace) {
  std::array<char, 256> text;
  const auto size = read(STDIN_FILENO, text.data(), text.size());
  if (size <= 0) return false;
  rest.append(text.data(), static_cast<std::size_t>(size));
  for (auto end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
    std::istringstream line(rest.substr(0, end));
    double delay = 0;
    double jitter = 0;
    if (line >> delay >> jitter) pace = {Milliseconds(delay), Milliseconds(jitter)};
    rest.erase(0, end + 1);
  }
  return true;
}

timespec until(const std::optional<Clock::time_point>& moment) {
  const auto left = moment ? std::max(*moment - Clock::now(), Clock::duration::zero()) : std::chrono::hours(1);
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
  return {whole.count(), std::chrono::duration_cast<std::chrono::nanoseconds>(left - whole).count()};
}

std::optional<Clock::time_point> sooner(std::optional<Clock::time_point> one, std::optional<Clock::time_point> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

void carry(int near, int far) {
  std::array lanes{Lane(near, far), Lane(far, near)};
  std::mt19937 random{std::random_device()()};
  Pace pace;
  std::string rest;
  for (;;) {
    std::array<pollfd, 3> ready{{{STDIN_FILENO, POLLIN, 0}, {near, POLLIN, 0}, {far, POLLIN, 0}}};
    const auto wait = until(sooner(lanes[0].next(), lanes[1].next()));
    check(ppoll(ready.data(), ready.size(), &wait, nullptr) >= 0, "ppoll");
    if (ready[0].revents != 0 && !read_pace(rest, pace)) return;
    for (auto& lane : lanes) {
      lane.take_in(pace, random);
      lane.hand_over(Clock::now());
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: lab-wire NEAR FAR DEVICE\n";
    return 2;
  }
  try {
    // Packets wait for nobody: timers of the kernel are 50 us late otherwise, and a busy machine would be jitter.
    setpriority(PRIO_PROCESS, 0, -10);
    prctl(PR_SET_TIMERSLACK, 1UL);
    const int near = open_device(argv[1], argv[3]);
    const int far = open_device(argv[2], argv[3]);
    std::cout << "ready" << std::endl;
    carry(near, far);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "lab-wire: " << error.what() << '\n';
    return 1;
  }
}
