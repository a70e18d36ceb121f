#include "room/resume_tokens.hpp"

#include <gtest/gtest.h>

namespace vchat::room {
namespace {

const Ticket ticket{.id = "AAAAAAAAAAAAAAAAAAAAAA",
                    .nonce = "nonce",
                    .room = "会議室",
                    .name = "Ada \"Zoë\" 😀",
                    .joined = 1763866000123,
                    .issued = 1763866009999,
                    .moderator = true};

TEST(ResumeTokens, ReadsWhatItWrote) {
  const ResumeTokens tokens("key", "here");
  EXPECT_EQ(tokens.read(tokens.write(ticket)), ticket);
  EXPECT_EQ(tokens.read(tokens.write({})), Ticket{});
}

TEST(ResumeTokens, IsWrittenInCharactersThatNeedNoEscapeAndFitsTheProtocol) {
  auto longest = ticket;
  longest.id = longest.nonce = std::string(22, 'A');
  longest.room = longest.name = std::string();
  for (int i = 0; i < 64; ++i) {
    longest.room += "𠀀";
    longest.name += "😀";
  }
  const auto token = ResumeTokens("key", "here").write(longest);
  EXPECT_LE(token.size(), 1'024U);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
            std::string::npos);
}

TEST(ResumeTokens, RefusesTheLeastChange) {
  const ResumeTokens tokens("key", "here");
  const auto token = tokens.write(ticket);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens.read(changed)) << i;
    EXPECT_FALSE(tokens.read(token.substr(0, i))) << i;
  }
  EXPECT_FALSE(tokens.read(token + "A"));
  EXPECT_FALSE(tokens.read(token + "."));
}

TEST(ResumeTokens, RefusesAnotherKeyAndAnotherPlace) {
  const auto token = ResumeTokens("key", "here").write(ticket);
  EXPECT_FALSE(ResumeTokens("other", "here").read(token));
  EXPECT_FALSE(ResumeTokens("key", "there").read(token));
}

TEST(ResumeTokens, RefusesNoise) {
  const ResumeTokens tokens("key", "here");
  for (const char* noise : {"", ".", "..", "A.A", "AAAAAAAAAAAAAAAAAAAAAA", "=.=", "\xff.\xff"})
    EXPECT_FALSE(tokens.read(noise)) << noise;
}

}  // namespace
}  // namespace vchat::room
