// The grid: takes frames on any thread and draws them on one of its own.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "media/canvas.hpp"
#include "media/grid.hpp"
#include "media/output_pacer.hpp"

namespace vchat::media {

/// There is no tick and no waiting for the slowest tile, which is why this is no `compositor`. Made with
/// std::make_shared: its tiles keep it alive. Thread-safe, but for start() and stop(), which belong to the one who
/// shows the pictures.
class CanvasGrid final : public Grid, public std::enable_shared_from_this<CanvasGrid> {
 public:
  /// Gets each new picture, on the grid's thread; must not throw.
  using Output = std::function<void(const Canvas&)>;

  /// Size of the canvas in pixels.
  explicit CanvasGrid(int width, int height, OutputPace pace = {});
  ~CanvasGrid() override;

  [[nodiscard]] std::shared_ptr<Tile> add_tile(const TileLabel& label, bool own_picture) override;

  /// Begins to draw; the first picture comes at once. Before this and after stop() frames are dropped.
  void start(Output output);
  /// `output` is not running any more when this has returned.
  void stop();
  /// The tiles are arranged anew.
  void resize(int width, int height);

 private:
  struct Place;
  class PlacedTile;

  void remove(const std::shared_ptr<Place>& place);
  void show(Place& place, GstSample* sample);
  void set_label(Place& place, const TileLabel& label);
  void run(const Output& output);
  [[nodiscard]] bool wait_until_due(std::unique_lock<std::mutex>& lock);
  void draw_changes(std::unique_lock<std::mutex>& lock);
  /// Something has changed that is to be shown as soon as possible; with the lock.
  void wake_for_change();

  std::mutex mutex_;
  std::condition_variable wake_;
  bool running_ = false;
  bool rearrange_ = true;
  std::optional<std::chrono::nanoseconds> changed_;  // running time of the newest change that was not drawn yet
  int width_;
  int height_;
  std::vector<std::shared_ptr<Place>> places_;
  OutputPacer pacer_;

  Canvas canvas_;  // the drawing thread's
  std::thread thread_;
};

}  // namespace vchat::media
