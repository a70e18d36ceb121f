#include "media/canvas_grid.hpp"

#include <algorithm>
#include <utility>

#include "glib/ref_ptr.hpp"
#include "media/clock.hpp"
#include "media/grid_layout.hpp"
#include "media/tile_painter.hpp"

namespace vchat::media {

/// One tile's state: the first part is guarded by the grid's mutex, the second belongs to the drawing thread.
struct CanvasGrid::Place {
  TileLabel label;
  glib::RefPtr<GstSample> frame;  // the newest, kept so that it can be drawn again
  bool own_picture = false;
  bool changed = true;

  struct Drawing {
    Rect tile;
    TileLabel label;
    glib::RefPtr<GstSample> frame;
    TilePainter painter;

    void draw(Canvas& canvas, cairo_t* cairo) { painter.draw(canvas, cairo, tile, label, frame.get()); }
  } drawing;
};

/// The handle that a caller holds.
class CanvasGrid::PlacedTile final : public Tile {
 public:
  PlacedTile(std::shared_ptr<CanvasGrid> grid, std::shared_ptr<Place> place)
      : grid_(std::move(grid)), place_(std::move(place)) {}
  ~PlacedTile() override { grid_->remove(place_); }
  void show(GstSample* sample) override { grid_->show(*place_, sample); }
  void set_label(const TileLabel& label) override { grid_->set_label(*place_, label); }

 private:
  std::shared_ptr<CanvasGrid> grid_;
  std::shared_ptr<Place> place_;
};

CanvasGrid::CanvasGrid(int width, int height, OutputPace pace) : width_(width), height_(height), pacer_(pace) {}

CanvasGrid::~CanvasGrid() {
  stop();
}

std::shared_ptr<Tile> CanvasGrid::add_tile(const TileLabel& label, bool own_picture) {
  auto place = std::make_shared<Place>();
  place->label = label;
  place->own_picture = own_picture;
  const std::lock_guard lock(mutex_);
  places_.push_back(place);
  rearrange_ = true;
  wake_for_change();
  return std::make_shared<PlacedTile>(shared_from_this(), std::move(place));
}

void CanvasGrid::remove(const std::shared_ptr<Place>& place) {
  const std::lock_guard lock(mutex_);
  std::erase(places_, place);
  rearrange_ = true;
  wake_for_change();
}

void CanvasGrid::show(Place& place, GstSample* sample) {
  auto frame = glib::share(sample);
  const std::lock_guard lock(mutex_);
  if (!running_) return;
  std::swap(place.frame, frame);
  place.changed = true;
  if (!place.own_picture) return wake_for_change();
  changed_ = std::chrono::nanoseconds(running_time_now());
  pacer_.own_picture(OutputPacer::Clock::now());
  wake_.notify_one();
}

void CanvasGrid::wake_for_change() {
  changed_ = std::chrono::nanoseconds(running_time_now());
  pacer_.urgent(OutputPacer::Clock::now());
  wake_.notify_one();
}

void CanvasGrid::set_label(Place& place, const TileLabel& label) {
  const std::lock_guard lock(mutex_);
  if (place.label == label) return;
  place.label = label;
  place.changed = true;
  wake_for_change();
}

void CanvasGrid::resize(int width, int height) {
  const std::lock_guard lock(mutex_);
  if (width == width_ && height == height_) return;
  width_ = width;
  height_ = height;
  rearrange_ = true;
  wake_for_change();
}

void CanvasGrid::start(Output output) {
  stop();
  const std::lock_guard lock(mutex_);
  running_ = true;
  rearrange_ = true;
  wake_for_change();
  thread_ = std::thread([this, output = std::move(output)] { run(output); });
}

void CanvasGrid::stop() {
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    for (auto& place : places_) place->frame = nullptr;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void CanvasGrid::run(const Output& output) {
  std::unique_lock lock(mutex_);
  while (wait_until_due(lock)) {
    draw_changes(lock);
    lock.unlock();
    output(canvas_);
    lock.lock();
  }
}

bool CanvasGrid::wait_until_due(std::unique_lock<std::mutex>& lock) {
  while (running_) {
    const auto due = pacer_.due();
    if (!due)
      wake_.wait(lock);
    else if (*due > OutputPacer::Clock::now())
      wake_.wait_until(lock, *due);
    else
      return true;
  }
  return false;
}

/// Copies under the lock what is needed, and draws without it.
void CanvasGrid::draw_changes(std::unique_lock<std::mutex>& lock) {
  pacer_.drawn(OutputPacer::Clock::now());
  const bool rearrange = std::exchange(rearrange_, false);
  const int width = width_;
  const int height = height_;
  const auto changed_at = std::exchange(changed_, std::nullopt).value_or(std::chrono::nanoseconds(running_time_now()));
  std::vector<std::shared_ptr<Place>> changed;
  for (const auto& place : places_) {
    if (!std::exchange(place->changed, false) && !rearrange) continue;
    place->drawing.label = place->label;
    place->drawing.frame = place->frame;
    changed.push_back(place);
  }
  lock.unlock();

  if (rearrange) {
    canvas_ = Canvas(width, height);
    auto ordered = changed;
    const auto faces = std::stable_partition(ordered.begin(), ordered.end(),
                                             [](const auto& place) { return place->drawing.label.screen; });
    const auto screens = static_cast<std::size_t>(faces - ordered.begin());
    const auto tiles = screen_layout(screens, ordered.size() - screens, width, height);
    for (std::size_t i = 0; i < ordered.size(); ++i) ordered[i]->drawing.tile = tiles[i];
  }
  const auto cairo = cairo_on(canvas_);
  for (const auto& place : changed) {
    place->drawing.draw(canvas_, cairo.get());
    place->drawing.frame = nullptr;
  }
  canvas_.changed = changed_at;
  changed.clear();
  lock.lock();
}

}  // namespace vchat::media
