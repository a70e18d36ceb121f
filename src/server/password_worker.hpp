// Checks passwords beside the main loop.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "glib/executor.hpp"

namespace vchat::server {

/// One thread, started with the first check, and a bounded queue: hashes cost so much that more at a time would take
/// the machine from all else. Thread-bound; the destructor waits for the hash that is being computed.
class PasswordWorker {
 public:
  /// `executor`: where answers are given. `most_waiting`: checks in the queue.
  PasswordWorker(glib::Executor executor, std::size_t most_waiting);

  /// Calls `done` on the executor's context, always later; also after this is destroyed. False if too many wait: then
  /// it is not called.
  [[nodiscard]] bool check(std::string password, std::string hash, std::function<void(bool matches)> done);

 private:
  struct Job {
    std::string password;
    std::string hash;
    std::function<void(bool)> done;
  };
  void run(const std::stop_token& stop);

  const glib::Executor executor_;
  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;
  std::jthread thread_;
};

}  // namespace vchat::server
