#include "server/rooms_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "util/error.hpp"

namespace vchat::server {
namespace {

using testing::HasSubstr;

const std::string hash = "$y$j9T$abcdefgh$" + std::string(43, 'x');

room::RoomTerms terms(const std::string& lines) {
  return parse_rooms("[tea]\n" + lines, "f").rooms.at("tea");
}

std::string complaint(const std::string& text) {
  try {
    static_cast<void>(parse_rooms(text, "rooms.conf"));
  } catch (const util::UsageError& error) {
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("secret")));
    return error.what();
  }
  return "fine";
}

TEST(RoomsFile, SaysWhoMayEnter) {
  EXPECT_EQ(terms(""), room::RoomTerms());
  EXPECT_EQ(terms("password-hash=" + hash), (room::RoomTerms{false, false, true, hash, std::nullopt, false}));
  EXPECT_EQ(terms("join=token\nmax-users=3\nhidden=true"), (room::RoomTerms{false, true, false, "", 3, true}));
  EXPECT_EQ(terms("join = password ; token \npassword-hash = " + hash + "\nmax-users=0"),
            (room::RoomTerms{false, true, true, hash, 0, false}));
  EXPECT_EQ(terms("join=anyone,token"), (room::RoomTerms{true, true, false, "", std::nullopt, false}));
}

TEST(RoomsFile, KnowsRoomsByTheirNormalisedNames) {
  const auto rooms = parse_rooms("# comment\n\n [cafe\u0301] \nhidden=true\n[会議室]\n", "f");
  EXPECT_TRUE(rooms.rooms.at("caf\u00e9").hidden);
  EXPECT_EQ(rooms.rooms.size(), 2U);
}

TEST(RoomsFile, HasAGroupForTheRoomsThatAreMadeOnDemand) {
  auto rooms = parse_rooms("[*]\nmax-users=5\n[tea]\n", "f");
  EXPECT_EQ(rooms.rooms.size(), 1U);
  EXPECT_EQ(rooms.find("other")->max_users, 5U);
  EXPECT_EQ(rooms.find("tea")->max_users, std::nullopt);
  rooms.only_configured = true;
  EXPECT_EQ(rooms.find("other"), nullptr);
  EXPECT_NE(rooms.find("tea"), nullptr);
}

TEST(RoomsFile, NamesLineAndReason) {
  EXPECT_EQ(complaint(""), "fine");
  EXPECT_THAT(complaint("[tea]\n\nsecret"), HasSubstr("rooms.conf:3: neither"));
  EXPECT_THAT(complaint("hidden=true\n[tea]\n"), HasSubstr("rooms.conf:1: neither"));
  EXPECT_THAT(complaint("[a]\n[b]\n[tea\n[c]\n"), HasSubstr("rooms.conf:3: neither"));
  EXPECT_THAT(complaint("[a]\nhidden=true\n\xff\xfe\n"), HasSubstr("rooms.conf:3: "));
  EXPECT_THAT(complaint("[a b]\n"), HasSubstr("rooms.conf:1: not the name of a room"));
  EXPECT_THAT(complaint("[tea]\n\n[tea]\n"), HasSubstr("rooms.conf:3: the room is there twice"));
  EXPECT_THAT(complaint("[caf\u00e9]\n[cafe\u0301]\n"), HasSubstr("rooms.conf:2: the room is there twice"));
  EXPECT_THAT(complaint("[tea]\nhidden=true\n# x\nhidden = false\n"),
              HasSubstr("rooms.conf:4: 'hidden' is there twice"));
  EXPECT_THAT(complaint("[tea]\npassword=secret\n"), HasSubstr("rooms.conf:2: unknown key 'password'"));
  EXPECT_THAT(complaint("[tea]\npassword-hash=secret\n"), HasSubstr("rooms.conf:2: not a yescrypt hash"));
  EXPECT_THAT(complaint("[tea]\nhidden[de]=true\n"), HasSubstr("rooms.conf:2: unknown key"));
  EXPECT_THAT(complaint("[tea]\nhidden=yes\n"), HasSubstr("rooms.conf:2: 'hidden' is true or false"));
  EXPECT_THAT(complaint("[tea]\nmax-users=-1\n"), HasSubstr("rooms.conf:2: 'max-users'"));
  EXPECT_THAT(complaint("[tea]\nmax-users=\n"), HasSubstr("rooms.conf:2: 'max-users'"));
  EXPECT_THAT(complaint("[tea]\njoin=friends\n"), HasSubstr("rooms.conf:2: 'join' is a list"));
  EXPECT_THAT(complaint("[tea]\njoin=\n"), HasSubstr("rooms.conf:2: 'join' lets nobody in"));
  EXPECT_THAT(complaint("[x]\n[tea]\nhidden=true\njoin=password\n"),
              HasSubstr("rooms.conf:4: 'join' takes a password"));
  EXPECT_THAT(complaint("[tea]\njoin=token\npassword-hash=" + hash),
              HasSubstr("rooms.conf:3: there is a password-hash"));
}

TEST(RoomsFile, ThatIsNotThereIsNamed) {
  EXPECT_THROW(static_cast<void>(read_rooms_file("/nonexistent/rooms")), util::UsageError);
}

}  // namespace
}  // namespace vchat::server
