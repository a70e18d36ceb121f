#include "tracks/track_line.hpp"

#include <filesystem>
#include <utility>

#include "util/error.hpp"

namespace vchat::tracks {

namespace {

constexpr GstClockTime latest_timestamp = longest_meeting * GST_MSECOND;

/// Neither a link, which may lead anywhere, nor a pipe, which may never end.
void require_regular(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    throw util::Error("it is not there", util::ExitCode::device);
  if (error || !std::filesystem::is_regular_file(status))
    throw util::Error("it is no regular file", util::ExitCode::device);
}

}  // namespace

TrackLine::TrackLine(std::string path, media::Medium medium, MediumFacts facts, Milliseconds start)
    : path_(std::move(path)), medium_(medium), facts_(std::move(facts)), start_(std::chrono::milliseconds(start)) {}

void TrackLine::open() {
  try {
    require_regular(path_);
    reader_ = std::make_unique<TrackReader>(path_, medium_, facts_.codec);
    read();
  } catch (const util::MissingElementError&) {
    throw;
  } catch (const util::Error& error) {
    end(error.what());
  }
}

void TrackLine::read() {
  next_ = reader_->next();
  if (!next_) return end(reader_->problem());
  const auto timestamp = GST_BUFFER_PTS(gst_sample_get_buffer(next_.get()));
  if (timestamp > latest_timestamp) return end("a timestamp in it is later than 31 days");
  next_at_ = start_ + Time(timestamp);
}

void TrackLine::end(std::optional<std::string> problem) {
  ended_ = true;
  problem_ = std::move(problem);
  reader_.reset();
}

void TrackLine::advance(Time until, const Take& take) {
  if (ended_ || until <= start_) return;
  if (!reader_) open();
  while (!ended_ && next_at_ < until) {
    take(next_.get(), next_at_);
    read();
  }
}

}  // namespace vchat::tracks
