#include "call/own_tile.hpp"

#include "ui/text.hpp"

namespace vchat::call {

namespace {

constexpr double speaking_level = -35;  // dBFS
constexpr std::chrono::milliseconds speaking_period{100};

}  // namespace

OwnTile::OwnTile(const glib::Executor& executor, media::GridHub& grid, media::LocalMedia& local,
                 const std::string& name)
    : local_(local), label_{.name = ui::printable(name), .mirrored = true}, tile_(grid.add_tile(label_, true)) {
  local_.set_preview([tile = tile_](GstSample* sample) { tile->show(sample); });
  speaking_timer_ = glib::every(executor, speaking_period, [this] { update(); });
}

void OwnTile::update() {
  const auto state = local_.state();
  auto label = label_;
  label.muted = !state.audio;
  label.camera_off = !state.video;
  label.recording = recording_;
  label.speaking = state.audio && local_.microphone_level() > speaking_level;
  if (label == label_) return;
  label_ = label;
  tile_->set_label(label);
}

void OwnTile::set_recording(bool recording) {
  recording_ = recording;
  update();
}

}  // namespace vchat::call
