#include "glib/executor.hpp"

#include <algorithm>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "glib/source.hpp"

namespace vchat::glib {
namespace {

void iterate_until(GMainContext* context, const bool& done) {
  while (!done) g_main_context_iteration(context, TRUE);
}

TEST(Executor, PostNeverRunsInPlace) {
  auto context = adopt(g_main_context_new());
  const Executor executor(context.get());
  bool ran = false;
  executor.post([&] { ran = true; });
  EXPECT_FALSE(ran);
  iterate_until(context.get(), ran);
}

TEST(Executor, RunsWorkOfAForeignThreadInOrderOnItsOwnContext) {
  auto context = adopt(g_main_context_new());
  const Executor executor(context.get());
  std::vector<int> seen;
  bool done = false;
  std::thread foreign([&] {
    for (int i = 0; i < 100; ++i)
      executor.post([&seen, &executor, i] {
        EXPECT_TRUE(executor.inside());
        seen.push_back(i);
      });
    executor.post([&] { done = true; });
  });
  iterate_until(context.get(), done);
  foreign.join();
  ASSERT_EQ(seen.size(), 100U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

TEST(Timer, AfterRunsOnceAndEndsWithItsOwner) {
  auto context = adopt(g_main_context_new());
  const Executor executor(context.get());
  int first = 0;
  bool done = false;
  auto once = after(executor, std::chrono::milliseconds(1), [&] { ++first; });
  {
    auto never = after(executor, std::chrono::milliseconds(1), [&] { ADD_FAILURE() << "its owner is gone"; });
  }
  auto last = after(executor, std::chrono::milliseconds(20), [&] { done = true; });
  iterate_until(context.get(), done);
  EXPECT_EQ(first, 1);
  EXPECT_FALSE(once.active());
}

TEST(Timer, MayDestroyItself) {
  auto context = adopt(g_main_context_new());
  const Executor executor(context.get());
  bool done = false;
  ScopedSource timer;
  timer = every(executor, std::chrono::milliseconds(1), [&] {
    timer.reset();
    done = true;
  });
  iterate_until(context.get(), done);
  EXPECT_FALSE(timer.active());
}

}  // namespace
}  // namespace vchat::glib
