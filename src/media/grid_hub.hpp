// One grid in front of several: what is shown on it is shown on each of them.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "media/grid.hpp"

namespace vchat::media {

/// Made with std::make_shared: its tiles keep it alive. Thread-safe.
class GridHub final : public Grid, public std::enable_shared_from_this<GridHub> {
 public:
  [[nodiscard]] std::shared_ptr<Tile> add_tile(const TileLabel& label, bool own_picture) override;

  /// From now on `grid` has every tile, in the same order and with its last picture; until detach().
  void attach(const std::shared_ptr<Grid>& grid);
  void detach(const std::shared_ptr<Grid>& grid);

 private:
  struct Place;
  class HubTile;

  void remove(const std::shared_ptr<Place>& place);
  void show(Place& place, GstSample* sample);
  void set_label(Place& place, const TileLabel& label);

  std::mutex mutex_;
  std::vector<std::shared_ptr<Grid>> grids_;
  std::vector<std::shared_ptr<Place>> places_;
};

}  // namespace vchat::media
