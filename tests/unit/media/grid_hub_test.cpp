#include "media/grid_hub.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vchat::media {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Writes down what it shows: the names of its tiles, each with the number of its frames.
class NotedGrid final : public Grid, public std::enable_shared_from_this<NotedGrid> {
 public:
  struct Noted {
    std::string name;
    int frames = 0;
  };

  std::shared_ptr<Tile> add_tile(const TileLabel& label, bool) override {
    tiles_.push_back(std::make_shared<Noted>(Noted{label.name}));
    return std::make_shared<NotedTile>(shared_from_this(), tiles_.back());
  }

  [[nodiscard]] std::vector<std::string> shown() const {
    std::vector<std::string> all;
    for (const auto& tile : tiles_) all.push_back(tile->name + ":" + std::to_string(tile->frames));
    return all;
  }

 private:
  class NotedTile final : public Tile {
   public:
    NotedTile(std::shared_ptr<NotedGrid> grid, std::shared_ptr<Noted> noted)
        : grid_(std::move(grid)), noted_(std::move(noted)) {}
    ~NotedTile() override { std::erase(grid_->tiles_, noted_); }
    void show(GstSample*) override { ++noted_->frames; }
    void set_label(const TileLabel& label) override { noted_->name = label.name; }

   private:
    std::shared_ptr<NotedGrid> grid_;
    std::shared_ptr<Noted> noted_;
  };

  std::vector<std::shared_ptr<Noted>> tiles_;
};

class GridHubTest : public testing::Test {
 protected:
  const std::shared_ptr<GridHub> hub_ = std::make_shared<GridHub>();
  const std::shared_ptr<NotedGrid> screen_ = std::make_shared<NotedGrid>();
  const std::shared_ptr<NotedGrid> file_ = std::make_shared<NotedGrid>();
  const glib::RefPtr<GstSample> frame_ = glib::adopt(gst_sample_new(nullptr, nullptr, nullptr, nullptr));
};

TEST_F(GridHubTest, ShowsEverythingOnEachGrid) {
  hub_->attach(screen_);
  hub_->attach(file_);
  auto ada = hub_->add_tile({.name = "Ada"}, true);
  const auto bob = hub_->add_tile({.name = "Bob"}, false);
  ada->show(frame_.get());
  bob->set_label({.name = "Bobby"});
  EXPECT_THAT(screen_->shown(), ElementsAre("Ada:1", "Bobby:0"));
  EXPECT_THAT(file_->shown(), ElementsAre("Ada:1", "Bobby:0"));
  ada = nullptr;
  EXPECT_THAT(screen_->shown(), ElementsAre("Bobby:0"));
  EXPECT_THAT(file_->shown(), ElementsAre("Bobby:0"));
}

TEST_F(GridHubTest, BringsAGridThatComesLaterUpToDate) {
  hub_->attach(screen_);
  const auto ada = hub_->add_tile({.name = "Ada"}, false);
  const auto bob = hub_->add_tile({.name = "Bob"}, false);
  bob->show(frame_.get());
  bob->show(frame_.get());
  bob->set_label({.name = "Bobby"});
  hub_->attach(file_);
  EXPECT_THAT(file_->shown(), ElementsAre("Ada:0", "Bobby:1"));
}

TEST_F(GridHubTest, TakesEverythingOffAGridThatGoes) {
  hub_->attach(screen_);
  hub_->attach(file_);
  const auto ada = hub_->add_tile({.name = "Ada"}, false);
  hub_->detach(screen_);
  hub_->detach(screen_);
  ada->show(frame_.get());
  EXPECT_THAT(screen_->shown(), IsEmpty());
  EXPECT_THAT(file_->shown(), ElementsAre("Ada:1"));
}

}  // namespace
}  // namespace vchat::media
