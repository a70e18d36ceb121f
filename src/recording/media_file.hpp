// One file of encoded pictures and sound, written as they come.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gst/gst.h>

#include "glib/ref_ptr.hpp"
#include "recording/container.hpp"
#include "recording/mp4_fragments.hpp"
#include "recording/new_file.hpp"

namespace vchat::recording {

/// Why no more can be written.
struct Failure {
  bool disk_full = false;
  std::string message;  // for people
};

/// A muxer that writes to the disk at once, on threads of its own and of low priority: what was written two seconds ago
/// can be played after a crash, and after a power cut too. Thread-safe; finish() is called once.
class MediaFile {
 public:
  /// Called at most once, on a thread of the file's: nothing more is taken. The file is not complete yet: finish()
  /// makes it as whole as it can be. Must not destroy the file.
  using OnFailed = std::function<void(const Failure&)>;

  /// `streams`: the caps of what push() will bring (video/x-vp8, video/x-h264 as a byte-stream, audio/x-opus,
  /// audio/mpeg). `origin`: the running time (ns) that becomes 0 in the file.
  /// @throws util::MissingElementError; util::DeviceError if the file cannot be written; util::Error if the muxer does
  /// not take one of the streams.
  MediaFile(NewFile file, Container container, const std::vector<glib::RefPtr<GstCaps>>& streams, GstClockTime origin,
            OnFailed on_failed);
  ~MediaFile();
  MediaFile(const MediaFile&) = delete;
  MediaFile& operator=(const MediaFile&) = delete;

  /// An access unit of the stream with that index, with its running time as PTS; what is before the origin is left out.
  /// Does not wait. False if it was not taken: the disk is too slow, or writing has failed.
  bool push(std::size_t stream, GstSample* sample);

  /// Writes what is still to be written, and the index; blocks until that is done, usually for some milliseconds.
  void finish();

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }  // bytes that were pushed
  [[nodiscard]] const std::string& path() const noexcept { return file_.path(); }
  [[nodiscard]] int number() const noexcept { return file_.number(); }

 private:
  void add_stream(const glib::RefPtr<GstElement>& muxer, const glib::RefPtr<GstCaps>& caps);
  static GstBusSyncReply on_message(GstBus* bus, GstMessage* message, gpointer self) noexcept;
  void handle(GstMessage* message);
  void fail(const Failure& failure);
  void sync();
  void keep_safe(const std::stop_token& stop);

  NewFile file_;
  const int descriptor_;
  const GstClockTime origin_;
  glib::RefPtr<GstElement> pipeline_;
  std::vector<glib::RefPtr<GstElement>> sources_;
  std::optional<Mp4Fragments> fragments_;
  std::atomic<std::uint64_t> size_ = 0;
  std::atomic<bool> failed_ = false;
  OnFailed on_failed_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool ended_ = false;
  std::jthread safety_;
};

}  // namespace vchat::recording
