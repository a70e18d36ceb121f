// Width and height of a picture.
#pragma once

namespace vchat::media {

struct PictureSize {
  int width = 0;  // square pixels
  int height = 0;
  friend bool operator==(const PictureSize&, const PictureSize&) = default;
};

}  // namespace vchat::media
