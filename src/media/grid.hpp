// Everybody's picture in one window: tiles with names and signs, shared screens large.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"

namespace vchat::media {

/// What is drawn on a tile beside its picture.
struct TileLabel {
  std::string name;         // UTF-8, any script
  bool muted = false;       // a crossed-out microphone
  bool camera_off = false;  // a sign and the name in the middle instead of the picture
  bool speaking = false;    // a frame around the tile
  bool paused = false;      // the last picture, dimmed, under a sign: no new one comes for now
  std::optional<int> bars;  // 0 to 4 signal bars beside the name
  bool mirrored = false;    // one's own picture
  bool screen = false;      // what somebody shares: large, with the faces beside it
  bool recording = false;   // a red dot
  friend bool operator==(const TileLabel&, const TileLabel&) = default;
};

/// One place in the grid; leaves it when destroyed and the others re-arrange themselves. Thread-safe.
class Tile {
 public:
  virtual ~Tile() = default;
  /// Shows `sample` (raw video, any format and size, with caps) as soon as possible: the newest replaces one not yet
  /// drawn.
  virtual void show(GstSample* sample) = 0;
  virtual void set_label(const TileLabel& label) = 0;
};

/// Draws the tiles onto one canvas and hands a new picture over when a tile has a new frame. Thread-safe.
class Grid {
 public:
  virtual ~Grid() = default;
  /// Tiles are placed in the order in which they were added. `own_picture`: its frames wait for the next picture of the
  /// others (at most 1/30 s) instead of causing one, so that they never delay a remote frame.
  [[nodiscard]] virtual std::shared_ptr<Tile> add_tile(const TileLabel& label, bool own_picture) = 0;
};

}  // namespace vchat::media
