#include "server/admission.hpp"

#include <cstdio>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "../../support/main_loop.hpp"
#include "server/password_hash.hpp"
#include "util/error.hpp"

namespace vchat::server {
namespace {

using std::chrono::seconds;
using std::chrono::system_clock;

const std::string secret = "a secret that has 32 bytes or so!";

struct Asked {
  std::string room;
  std::string password;
  std::string token;
};

class AdmissionTest : public testing::Test {
 protected:
  AdmissionTest() {
    write(rooms_file_, "[tea]\npassword-hash=" + hash_ +
                           "\n[staff]\njoin=token\n[both]\njoin=password;token\npassword-hash=" + hash_ + "\n[open]\n");
    write(key_file_, secret);
  }
  ~AdmissionTest() override {
    std::remove(rooms_file_.c_str());
    std::remove(key_file_.c_str());
  }

  static void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

  Admission& admission() {
    if (!admission_) admission_.emplace(config_, limits_, metrics_, executor_);
    return *admission_;
  }

  Admission::Ticket ask(const Asked& asked, Admission::Done done, const std::string& address = "192.0.2.1") {
    protocol::JoinRoom request;
    request.room = asked.room;
    request.name = "Bob";
    if (!asked.password.empty()) request.password = asked.password;
    if (!asked.token.empty()) request.token = asked.token;
    return admission().check(request, {address, address}, now_, std::move(done));
  }

  Admission::Verdict verdict(const Asked& asked, const std::string& address = "192.0.2.1") {
    std::optional<Admission::Verdict> came;
    const auto ticket = ask(
        asked, [&](const Admission::Verdict& verdict) { came = verdict; }, address);
    EXPECT_EQ(came.has_value(), ticket == nullptr);
    EXPECT_TRUE(test::run_until([&] { return came.has_value(); }));
    return came.value();
  }

  /// The name of who was let in, with a `*` for a moderator, or the code of the refusal.
  std::string answer(const Asked& asked, const std::string& address = "192.0.2.1") {
    const auto came = verdict(asked, address);
    if (const auto* entry = std::get_if<room::Entry>(&came)) return entry->name + (entry->moderator ? "*" : "");
    return std::get<protocol::ProtocolError>(came).code();
  }

  static std::string token(const std::string& room, std::optional<std::string> name = {}, bool moderator = false,
                           seconds life = seconds(60)) {
    return TokenSigner(secret, "f")
        .sign(claims_json({room, std::move(name), moderator, "vchat", system_clock::now(), life}));
  }

  const std::string hash_ = hash_password("milk");
  const std::string rooms_file_ = testing::TempDir() + "rooms-" + std::to_string(getpid());
  const std::string key_file_ = rooms_file_ + "-key";
  AdmissionConfig config_{rooms_file_, true, key_file_, "vchat"};
  Limits limits_;
  Metrics metrics_;
  const glib::Executor executor_;
  Admission::Time now_ = Admission::Time() + std::chrono::hours(1);
  std::optional<Admission> admission_;
};

TEST_F(AdmissionTest, GoesByTheTermsOfTheRoom) {
  EXPECT_EQ(answer({"open", "", ""}), "Bob");
  EXPECT_EQ(answer({"open", "anything", ""}), "Bob");
  EXPECT_EQ(answer({"tea", "milk", ""}), "Bob");
  EXPECT_EQ(answer({"tea", "Milk", ""}), "unauthorized");
  EXPECT_EQ(answer({"tea", "", ""}), "unauthorized");
  EXPECT_EQ(answer({"tea", "", token("tea")}), "unauthorized") << "it takes the password";
  EXPECT_EQ(answer({"tea", "milk", token("tea", "Ana")}), "Ana");
  EXPECT_EQ(answer({"staff", "", token("staff")}), "Bob");
  EXPECT_EQ(answer({"staff", "milk", ""}), "unauthorized");
  EXPECT_EQ(answer({"both", "milk", ""}), "Bob");
  EXPECT_EQ(answer({"both", "", token("*", "Ana", true)}), "Ana*");
}

TEST_F(AdmissionTest, LetsATokenSayWhoSomeoneIsEverywhere) {
  EXPECT_EQ(answer({"open", "", token("open", "Ana", true)}), "Ana*");
  EXPECT_EQ(answer({"open", "", token("tea")}), "unauthorized");
  EXPECT_EQ(answer({"open", "", token("open", {}, true, seconds(-60))}), "unauthorized") << "not silently as nobody";
  EXPECT_EQ(answer({"open", "", "nonsense"}), "unauthorized");
}

TEST_F(AdmissionTest, WithoutAKeyNoTokenIsGood) {
  config_ = {};
  EXPECT_EQ(answer({"any", "", ""}), "Bob");
  EXPECT_EQ(answer({"any", "", token("any")}), "unauthorized");
}

TEST_F(AdmissionTest, SaysThatARoomIsUnknownOnlyWhereThatGivesNothingAway) {
  EXPECT_EQ(answer({"nowhere", "", ""}), "room-not-found");
  EXPECT_EQ(answer({"nowhere", "milk", ""}), "unauthorized");
  EXPECT_EQ(answer({"nowhere", "", token("*")}), "unauthorized");
  write(rooms_file_, "[tea]\nhidden=true\npassword-hash=" + hash_ + "\n");
  admission().reload();
  EXPECT_EQ(answer({"nowhere", "", ""}), "unauthorized");
}

TEST_F(AdmissionTest, DoesTheSameWorkAndGivesTheSameAnswerForAWrongRoom) {
  std::vector<std::string> answers;
  for (const auto* room : {"tea", "nowhere", "staff", "elsewhere"}) {
    const auto before = metrics_.password_checks;
    const auto came = std::get<protocol::ProtocolError>(verdict({room, "guess", ""}));
    answers.push_back(came.code() + came.what() + came.about());
    EXPECT_EQ(metrics_.password_checks, before + 1) << room;
  }
  EXPECT_THAT(answers, testing::Each(answers.front()));
  // The hash that an unknown room burns is that of another room: its password must not open anything.
  EXPECT_EQ(answer({"nowhere", "milk", ""}), "unauthorized");
}

TEST_F(AdmissionTest, BoundsGuessesPerAddress) {
  limits_.max_failed_passwords = 3;
  EXPECT_EQ(answer({"tea", "one", ""}), "unauthorized");
  EXPECT_EQ(answer({"nowhere", "two", ""}), "unauthorized");
  EXPECT_EQ(answer({"open", "", "forged"}), "unauthorized");
  const auto checks = metrics_.password_checks;
  const auto refusal = std::get<protocol::ProtocolError>(verdict({"tea", "milk", ""}));
  EXPECT_EQ(refusal.code(), "rate-limited");
  EXPECT_EQ(refusal.retry_after(), seconds(1));
  EXPECT_THAT(refusal.what(), testing::HasSubstr("try again in 1 s"));
  EXPECT_EQ(metrics_.password_checks, checks) << "no work is done";
  EXPECT_EQ(answer({"open", "", ""}), "Bob") << "who claims nothing may pass";
  EXPECT_EQ(answer({"tea", "milk", ""}, "192.0.2.2"), "Bob");
  now_ += seconds(1);
  EXPECT_EQ(answer({"tea", "milk", ""}), "Bob");
}

TEST_F(AdmissionTest, CountsGuessesThatAreStillBeingChecked) {
  limits_.max_failed_passwords = 3;
  std::vector<Admission::Ticket> tickets;
  std::vector<std::string> refused;
  for (int i = 0; i < 10; ++i) {
    tickets.push_back(ask({"tea", "guess " + std::to_string(i), ""}, [&](const Admission::Verdict& came) {
      refused.push_back(std::get<protocol::ProtocolError>(came).code());
    }));
  }
  EXPECT_EQ(metrics_.password_checks, 3U);
  ASSERT_TRUE(test::run_until([&] { return refused.size() == 10; }));
  EXPECT_EQ(std::count(refused.begin(), refused.end(), "rate-limited"), 7);
}

TEST_F(AdmissionTest, DoesNotCountRightPasswords) {
  limits_.max_failed_passwords = 1;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(answer({"tea", "milk", ""}), "Bob");
}

TEST_F(AdmissionTest, AnswersNobodyWhoHasGone) {
  bool answered = false;
  auto ticket = ask({"tea", "milk", ""}, [&](const Admission::Verdict&) { answered = true; });
  ticket.reset();
  EXPECT_EQ(answer({"tea", "milk", ""}, "192.0.2.2"), "Bob") << "the check behind it is done";
  EXPECT_FALSE(answered);
}

TEST_F(AdmissionTest, TakesNoMorePasswordsThanItCanCheck) {
  limits_.max_failed_passwords = 0;
  std::vector<Admission::Ticket> tickets;
  std::size_t busy = 0;
  std::size_t done = 0;
  for (int i = 0; i < 100; ++i) {
    tickets.push_back(ask({"tea", "guess", ""}, [&](const Admission::Verdict& came) {
      ++done;
      busy += std::get<protocol::ProtocolError>(came).code() == "rate-limited" ? 1 : 0;
    }));
  }
  EXPECT_GT(busy, 0U);
  EXPECT_GE(metrics_.password_checks, 64U);
  ASSERT_TRUE(test::run_until([&] { return done == 100; }));
  EXPECT_EQ(metrics_.password_checks + busy, 100U);
}

TEST_F(AdmissionTest, BoundsJoinsPerAddress) {
  limits_.max_joins_per_address = 2;
  EXPECT_EQ(answer({"open", "", ""}), "Bob");
  EXPECT_EQ(answer({"open", "", ""}), "Bob");
  const auto refusal = std::get<protocol::ProtocolError>(verdict({"open", "", ""}));
  EXPECT_EQ(refusal.code(), "rate-limited");
  EXPECT_EQ(refusal.retry_after(), seconds(30));
  EXPECT_EQ(answer({"open", "", ""}, "192.0.2.2"), "Bob");
}

TEST_F(AdmissionTest, KeepsWhatItHasWhenAReloadFails) {
  EXPECT_EQ(answer({"tea", "milk", ""}), "Bob");
  write(rooms_file_, "[tea]\npassword-hash=nonsense\n");
  EXPECT_THROW(admission().reload(), util::UsageError);
  EXPECT_EQ(answer({"tea", "milk", ""}), "Bob");
  write(rooms_file_, "[tea]\n");
  write(key_file_, "short");
  EXPECT_THROW(admission().reload(), util::UsageError);
  EXPECT_EQ(answer({"tea", "", ""}), "unauthorized") << "the rooms too stay as they were";
  write(key_file_, secret);
  admission().reload();
  EXPECT_EQ(answer({"tea", "", ""}), "Bob");
}

TEST_F(AdmissionTest, IsNotMadeForRoomsThatTakeTokensWithoutAKey) {
  config_.token_key_file.clear();
  EXPECT_THROW(admission(), util::UsageError);
}

}  // namespace
}  // namespace vchat::server
