#include <gtest/gtest.h>

#include "../../support/main_loop.hpp"
#include "server/password_hash.hpp"
#include "server/password_worker.hpp"
#include "util/error.hpp"

namespace vchat::server {
namespace {

TEST(PasswordHash, MatchesItsPasswordAlone) {
  const auto hash = hash_password("correct horse");
  EXPECT_TRUE(hash.starts_with("$y$")) << hash;
  EXPECT_TRUE(is_password_hash(hash));
  EXPECT_TRUE(password_matches("correct horse", hash));
  EXPECT_FALSE(password_matches("correct horsf", hash));
  EXPECT_FALSE(password_matches("", hash));
  EXPECT_FALSE(password_matches(std::string(600, 'x'), hash));
  EXPECT_NE(hash_password("correct horse"), hash) << "a new salt each time";
}

TEST(PasswordHash, IsTheSameHoweverTheLettersAreComposed) {
  EXPECT_TRUE(password_matches("Zoe\u0308", hash_password("Zo\u00eb")));
}

TEST(PasswordHash, RefusesWhatCannotBeAPassword) {
  EXPECT_THROW(static_cast<void>(hash_password("")), util::UsageError);
  EXPECT_NO_THROW(static_cast<void>(hash_password(std::string(511, 'x'))));
  EXPECT_THROW(static_cast<void>(hash_password(std::string(512, 'x'))), util::UsageError);
}

TEST(PasswordHash, KnowsWhatIsNone) {
  const std::string right = "$y$j9T$abcdefgh$" + std::string(43, '.');
  EXPECT_TRUE(is_password_hash(right));
  for (const std::string& wrong :
       {std::string(), std::string("secret"), std::string("$y$"), right.substr(1), right + "x", right.substr(0, 50),
        std::string("$6$abcdefgh$") + std::string(86, '.'), std::string("$y$j9T$ab:cdefg$") + std::string(43, '.')})
    EXPECT_FALSE(is_password_hash(wrong)) << wrong;
}

struct PasswordWorkerTest : testing::Test {
  /// What a worker posted before it ended is still to come, to a test that is there no more.
  ~PasswordWorkerTest() override {
    while (g_main_context_iteration(nullptr, FALSE)) {
    }
  }
  std::function<void(bool)> note() {
    return [this](bool matches) { answers.push_back(matches); };
  }
  const glib::Executor executor;
  const std::string hash = hash_password("p");
  std::vector<bool> answers;
};

TEST_F(PasswordWorkerTest, AnswersInOrderOnTheMainContext) {
  PasswordWorker worker(executor, 8);
  EXPECT_TRUE(worker.check("p", hash, note()));
  EXPECT_TRUE(worker.check("wrong", hash, note()));
  EXPECT_TRUE(answers.empty());
  ASSERT_TRUE(test::run_until([&] { return answers.size() == 2; }));
  EXPECT_EQ(answers, (std::vector{true, false}));
}

TEST_F(PasswordWorkerTest, TakesNoMoreThanItsQueueHolds) {
  std::size_t taken = 0;
  {
    PasswordWorker worker(executor, 2);
    // The first may be out of the queue already.
    for (int i = 0; i < 10; ++i) taken += worker.check("p", hash, note()) ? 1 : 0;
    EXPECT_GE(taken, 2U);
    EXPECT_LE(taken, 4U);
    ASSERT_TRUE(test::run_until([&] { return answers.size() == taken; }));
    EXPECT_TRUE(worker.check("p", hash, note())) << "there is room again";
  }
}

TEST_F(PasswordWorkerTest, MayBeDestroyedWhileManyWait) {
  {
    PasswordWorker worker(executor, 100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(worker.check("p", hash, note()));
  }
  while (g_main_context_iteration(nullptr, FALSE)) {
  }
  EXPECT_LT(answers.size(), 100U) << "it has not computed all of them first";
}

}  // namespace
}  // namespace vchat::server
