// Fuzzes the reader of rooms files.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>

#include "protocol/names.hpp"
#include "require.hpp"
#include "server/rooms_file.hpp"
#include "util/error.hpp"

namespace {

using namespace vchat;

void check(const room::RoomTerms& terms) {
  require(terms.by_password == !terms.password_hash.empty(), "a password is asked for where there is one");
  require(terms.by_anyone || terms.by_password || terms.by_token, "somebody may enter");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const auto rooms = server::parse_rooms(text, "rooms");
    check(rooms.others);
    for (const auto& [name, terms] : rooms.rooms) {
      require(protocol::room_name(name) == name, "names are normalised");
      check(terms);
    }
  } catch (const util::UsageError& error) {
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    unsigned long line = 0;
    require(std::sscanf(error.what(), "rooms:%lu: ", &line) == 1, "an error names its line");
    require(line >= 1 && line <= static_cast<unsigned long>(lines), "that line is there");
  }
  return 0;
}
