#include "media/grid_hub.hpp"

#include <algorithm>
#include <utility>

namespace vchat::media {

/// One tile, and what stands for it in each grid.
struct GridHub::Place {
  TileLabel label;
  bool own_picture = false;
  glib::RefPtr<GstSample> frame;             // the newest, for a grid that comes later
  std::vector<std::shared_ptr<Tile>> tiles;  // in the order of the grids
};

/// The handle that a caller holds.
class GridHub::HubTile final : public Tile {
 public:
  HubTile(std::shared_ptr<GridHub> hub, std::shared_ptr<Place> place)
      : hub_(std::move(hub)), place_(std::move(place)) {}
  ~HubTile() override { hub_->remove(place_); }
  void show(GstSample* sample) override { hub_->show(*place_, sample); }
  void set_label(const TileLabel& label) override { hub_->set_label(*place_, label); }

 private:
  std::shared_ptr<GridHub> hub_;
  std::shared_ptr<Place> place_;
};

std::shared_ptr<Tile> GridHub::add_tile(const TileLabel& label, bool own_picture) {
  auto place = std::make_shared<Place>();
  place->label = label;
  place->own_picture = own_picture;
  const std::lock_guard lock(mutex_);
  for (const auto& grid : grids_) place->tiles.push_back(grid->add_tile(label, own_picture));
  places_.push_back(place);
  return std::make_shared<HubTile>(shared_from_this(), std::move(place));
}

void GridHub::attach(const std::shared_ptr<Grid>& grid) {
  const std::lock_guard lock(mutex_);
  grids_.push_back(grid);
  for (const auto& place : places_) {
    place->tiles.push_back(grid->add_tile(place->label, place->own_picture));
    if (place->frame) place->tiles.back()->show(place->frame.get());
  }
}

void GridHub::detach(const std::shared_ptr<Grid>& grid) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find(grids_.begin(), grids_.end(), grid);
  if (found == grids_.end()) return;
  const auto index = found - grids_.begin();
  for (const auto& place : places_) place->tiles.erase(place->tiles.begin() + index);
  grids_.erase(found);
}

void GridHub::remove(const std::shared_ptr<Place>& place) {
  const std::lock_guard lock(mutex_);
  std::erase(places_, place);
  place->tiles.clear();
}

void GridHub::show(Place& place, GstSample* sample) {
  auto frame = glib::share(sample);
  const std::lock_guard lock(mutex_);
  for (const auto& tile : place.tiles) tile->show(sample);
  std::swap(place.frame, frame);
}

void GridHub::set_label(Place& place, const TileLabel& label) {
  const std::lock_guard lock(mutex_);
  place.label = label;
  for (const auto& tile : place.tiles) tile->set_label(label);
}

}  // namespace vchat::media
