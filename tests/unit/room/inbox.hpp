// An outlet that keeps what it is sent.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "room/outlet.hpp"

namespace vchat::room {

struct Inbox final : Outlet {
  bool send(std::string_view frame) override {
    if (!broken) frames.emplace_back(frame);
    return !broken;
  }
  std::vector<std::string> take_unsent() override { return std::exchange(unsent, {}); }
  void removed(const protocol::ErrorMessage& why) override { ended = why; }

  template <class Message>
  Message take() {
    if (frames.empty()) throw std::logic_error("no frame came");
    auto message = std::get<Message>(protocol::parse_server_message(frames.front()));
    frames.erase(frames.begin());
    return message;
  }

  std::vector<std::string> frames;
  std::vector<std::string> unsent;
  bool broken = false;  // the connection has ended, and the rooms have not heard of it yet
  std::optional<protocol::ErrorMessage> ended;
};

inline protocol::JoinRoom request(const std::string& name, const std::string& room = "r") {
  protocol::JoinRoom join;
  join.room = room;
  join.name = name;
  join.codecs = {"VP8"};
  join.media = {true, false, false};
  return join;
}

}  // namespace vchat::room
