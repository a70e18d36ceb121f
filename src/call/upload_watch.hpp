// Notices that one's own upload is what spoils the call.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "peer/session.hpp"

namespace vchat::call {

struct Warning;

/// The network to everybody is slow or lossy at the same time: then it is one's own, or with one other person that of
/// either. Each trouble is told once, and again only after it was over for a while. Pure logic; not thread-safe.
class UploadWatch {
 public:
  /// Call once a second with the figures of all sessions that are connected; `picture`: one is sent.
  [[nodiscard]] std::optional<Warning> update(std::span<const peer::SessionStats> sessions, bool picture);

 private:
  /// One trouble: counts seconds.
  class Trouble {
   public:
    /// True when it is to be told.
    bool update(bool bad, bool good);

   private:
    int bad_ = 0;
    int good_ = 0;
    bool told_ = false;
  };

  Trouble slow_;
  Trouble lossy_;
};

}  // namespace vchat::call
