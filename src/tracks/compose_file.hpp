// The file into which a recording is composed.
#pragma once

#include <string>

#include "recording/new_file.hpp"

namespace vchat::tracks {

/// Remains only if it is kept. What it is to replace stays as it is until then: it grows under a hidden name in the
/// same folder. Thread-bound.
class ComposeFile {
 public:
  /// The first of `name` as recording::numbered() has it that is not there yet; with `overwrite` that one, in the place
  /// of a file that may be there. @throws util::DeviceError if it cannot be made or there is no room for it.
  ComposeFile(const std::string& name, bool overwrite);
  ~ComposeFile();
  ComposeFile(const ComposeFile&) = delete;
  ComposeFile& operator=(const ComposeFile&) = delete;

  /// To write to; it remains this object's.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  /// Gives it its name when all is written. @throws util::DeviceError; if that name cannot be had it stays as it is
  void keep();
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  const std::string replaced_;  // where the name leads if it is a link; empty if nothing may be replaced
  recording::NewFile file_;
  const std::string path_;
  const int descriptor_;
  bool kept_ = false;
};

}  // namespace vchat::tracks
