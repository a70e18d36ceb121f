#include "server/rooms_file.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

#include "glib/file.hpp"
#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "protocol/names.hpp"
#include "server/password_hash.hpp"
#include "util/error.hpp"

namespace vchat::server {

namespace {

constexpr std::string_view on_demand = "*";
constexpr std::string_view blanks = " \t\r\f\v";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

class Reader {
 public:
  Reader(const std::string& text, const std::string& file) : file_(file), lines_(split(text, "\n")) {
    // What GKeyFile says has the line in it, and with it perhaps a hash.
    if (!load(text)) fail(broken_line(), "neither [ROOM], key=value nor # and a comment, in UTF-8");
  }

  room::ConfiguredRooms read() {
    note_lines();
    room::ConfiguredRooms configured;
    const glib::GStrvPtr groups(g_key_file_get_groups(keys_.get(), nullptr));
    for (auto** group = groups.get(); *group; ++group) {
      const auto terms = read_terms(*group);
      if (*group == on_demand) {
        configured.others = terms;
        continue;
      }
      const auto name = protocol::room_name(*group);
      if (!name) fail(line_of(*group), "not the name of a room: 1 to 64 letters, digits, '.', '_' or '-'");
      if (!configured.rooms.emplace(*name, terms).second) fail(line_of(*group), "the room is there twice");
    }
    return configured;
  }

 private:
  [[noreturn]] void fail(std::size_t line, const std::string& what) const {
    throw util::UsageError(file_ + ":" + std::to_string(line) + ": " + what);
  }

  bool load(const std::string& text) {
    keys_ = glib::adopt(g_key_file_new());
    // With translations, or `hidden[de]` would be passed over.
    return g_key_file_load_from_data(keys_.get(), text.data(), text.size(), G_KEY_FILE_KEEP_TRANSLATIONS, nullptr) !=
           FALSE;
  }

  /// GKeyFile does not say where it stopped: the first line with which it no longer reads the beginning of the file.
  std::size_t broken_line() {
    std::size_t good = 0;
    std::size_t bad = lines_.size();
    while (bad - good > 1) {
      const auto middle = (good + bad) / 2;
      std::string beginning;
      for (std::size_t i = 0; i < middle; ++i) beginning.append(lines_[i]).append("\n");
      (load(beginning) ? good : bad) = middle;
    }
    return bad;
  }

  /// GKeyFile merges what is there twice: a room with two passwords would quietly have the last.
  void note_lines() {
    std::string group;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto line = trimmed(lines_[i]);
      if (line.empty() || line.front() == '#') continue;
      const bool heading = line.front() == '[';
      if (heading) group = line.substr(1, line.rfind(']') - 1);
      const auto key = heading ? std::string_view() : trimmed(line.substr(0, line.find('=')));
      if (!where_.emplace(std::pair(group, std::string(key)), i + 1).second)
        fail(i + 1, heading ? "the room is there twice" : "'" + std::string(key) + "' is there twice");
    }
  }

  [[nodiscard]] std::size_t line_of(const std::string& group, const std::string& key = {}) const {
    const auto found = where_.find({group, key});
    return found == where_.end() ? 1 : found->second;
  }

  room::RoomTerms read_terms(const std::string& group) {
    room::RoomTerms terms;
    bool says_who = false;
    const glib::GStrvPtr keys(g_key_file_get_keys(keys_.get(), group.c_str(), nullptr, nullptr));
    for (auto** name = keys.get(); *name; ++name) {
      const std::string_view key = *name;
      const auto line = line_of(group, *name);
      const glib::GCharPtr text(g_key_file_get_string(keys_.get(), group.c_str(), *name, nullptr));
      const std::string value = text ? text.get() : "";
      if (key == "password-hash")
        terms.password_hash = checked_hash(value, line);
      else if (key == "max-users")
        terms.max_users = number(value, line);
      else if (key == "hidden")
        terms.hidden = flag(value, line);
      else if (key == "join") {
        read_join(terms, value, line);
        says_who = true;
      } else
        fail(line, "unknown key '" + std::string(key) + "'; there are password-hash, max-users, hidden and join");
    }
    return completed(terms, says_who, group);
  }

  room::RoomTerms completed(room::RoomTerms terms, bool says_who, const std::string& group) const {
    if (!says_who && !terms.password_hash.empty()) {
      terms.by_anyone = false;
      terms.by_password = true;
    }
    if (terms.by_password == terms.password_hash.empty()) {
      fail(line_of(group, terms.by_password ? "join" : "password-hash"),
           terms.by_password ? "'join' takes a password, and there is no password-hash"
                             : "there is a password-hash, and 'join' takes no password");
    }
    return terms;
  }

  void read_join(room::RoomTerms& terms, const std::string& value, std::size_t line) const {
    terms.by_anyone = false;
    for (const auto part : split(value, ";,")) {
      const auto word = trimmed(part);
      if (word == "anyone")
        terms.by_anyone = true;
      else if (word == "token")
        terms.by_token = true;
      else if (word == "password")
        terms.by_password = true;
      else if (!word.empty())
        fail(line, "'join' is a list of password, token and anyone");
    }
    if (!terms.by_anyone && !terms.by_token && !terms.by_password) fail(line, "'join' lets nobody in");
  }

  [[nodiscard]] std::string checked_hash(const std::string& value, std::size_t line) const {
    if (!is_password_hash(value)) fail(line, "not a yescrypt hash; 'vchat hash-password' makes one");
    return value;
  }

  [[nodiscard]] std::size_t number(const std::string& value, std::size_t line) const {
    std::size_t result = 0;
    const auto* end = value.data() + value.size();
    const auto [stopped, failure] = std::from_chars(value.data(), end, result);
    if (failure != std::errc{} || stopped != end) fail(line, "'max-users' is a whole number; 0: as many as come");
    return result;
  }

  [[nodiscard]] bool flag(const std::string& value, std::size_t line) const {
    if (value != "true" && value != "false") fail(line, "'hidden' is true or false");
    return value == "true";
  }

  const std::string& file_;
  const std::vector<std::string_view> lines_;
  glib::RefPtr<GKeyFile> keys_;
  std::map<std::pair<std::string, std::string>, std::size_t> where_;  // group and key (none: the group's own line)
};

}  // namespace

room::ConfiguredRooms parse_rooms(const std::string& text, const std::string& file) {
  return Reader(text, file).read();
}

room::ConfiguredRooms read_rooms_file(const std::string& file) {
  return parse_rooms(glib::read_file(file), file);
}

}  // namespace vchat::server
