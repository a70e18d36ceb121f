// Oneself in the grid.
#pragma once

#include <memory>
#include <string>

#include "glib/source.hpp"
#include "media/grid_hub.hpp"
#include "media/local_media.hpp"

namespace vchat::call {

/// Shows what is captured, mirrored, with its signs. Thread-bound to the main context; what it refers to outlives it.
class OwnTile {
 public:
  OwnTile(const glib::Executor& executor, media::GridHub& grid, media::LocalMedia& local, const std::string& name);

  /// What is captured has changed.
  void update();
  void set_recording(bool recording);

 private:
  media::LocalMedia& local_;
  media::TileLabel label_;
  const std::shared_ptr<media::Tile> tile_;
  bool recording_ = false;
  glib::ScopedSource speaking_timer_;
};

}  // namespace vchat::call
