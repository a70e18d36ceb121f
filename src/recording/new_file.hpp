// A file that is made for a recording, and never takes the place of another by accident.
#pragma once

#include <cstdint>
#include <string>

namespace vchat::recording {

/// The name of the `number`th file: "name.mkv", "name-2.mkv", "name-3.mkv"… Reentrant.
[[nodiscard]] std::string numbered(const std::string& name, int number);

/// Less than this must not be left free on a disk: what a recording still needs to be ended in order.
inline constexpr std::uint64_t least_free = 4 * 1024 * 1024;  // bytes

/// An open, empty file. One into which nothing was written is removed when this is destroyed. Thread-bound.
class NewFile {
 public:
  /// Makes the first of `name` as numbered from `first` on that is not there yet; with `overwrite` that one, in the
  /// place of a file that may be there (which stays as it is until open()).
  /// @throws util::DeviceError if it cannot be made or there is no room for it.
  NewFile(const std::string& name, bool overwrite, int first = 1);
  ~NewFile();
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;

  /// The descriptor to write to; it remains this object's. What was in the file before is gone.
  /// @throws util::DeviceError
  [[nodiscard]] int open();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  std::string path_;
  int number_ = 0;
  int descriptor_ = -1;
  bool ours_ = false;  // made by us, so that we may remove it
};

/// True if the disk of that open file, or of what has that name, is as good as full. Thread-safe.
[[nodiscard]] bool nearly_full(int descriptor);
[[nodiscard]] bool nearly_full(const std::string& path);

}  // namespace vchat::recording
