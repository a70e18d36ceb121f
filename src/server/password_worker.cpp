#include "server/password_worker.hpp"

#include <cstring>
#include <utility>

#include "server/password_hash.hpp"

namespace vchat::server {

PasswordWorker::PasswordWorker(glib::Executor executor, std::size_t most_waiting)
    : executor_(std::move(executor)), most_waiting_(most_waiting) {}

bool PasswordWorker::check(std::string password, std::string hash, std::function<void(bool matches)> done) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= most_waiting_) return false;
    jobs_.push_back({std::move(password), std::move(hash), std::move(done)});
  }
  if (!thread_.joinable()) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  changed_.notify_one();
  return true;
}

void PasswordWorker::run(const std::stop_token& stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [this] { return !jobs_.empty(); }) || stop.stop_requested()) return;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    const bool matches = password_matches(job.password, job.hash);
    explicit_bzero(job.password.data(), job.password.size());
    executor_.post([done = std::move(job.done), matches] { done(matches); });
  }
}

}  // namespace vchat::server
