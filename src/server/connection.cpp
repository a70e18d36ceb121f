#include "server/connection.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <sys/socket.h>

#include "glib/owned.hpp"
#include "protocol/messages.hpp"
#include "protocol/utf8.hpp"
#include "server/tls_stream.hpp"

namespace vchat::server {

namespace {

using protocol::max_frame_bytes;

constexpr std::size_t early_flush = 64 * 1024;

/// The largest message that is taken, in bytes. What the protocol allows is never exceeded: buffers are made for it.
std::size_t max_message(const Limits& limits) {
  return limits.max_frame_size == 0 ? max_frame_bytes : std::min(max_frame_bytes, limits.max_frame_size);
}

/// Bytes that a call read or wrote; nothing if it would have to wait. 0 and errors are the end.
struct Transfer {
  std::optional<std::size_t> bytes;
  bool failed = false;
};

Transfer transfer(gssize result, const glib::GErrorPtr& error) {
  if (result >= 0) return {static_cast<std::size_t>(result), false};
  return {std::nullopt, !g_error_matches(error.get(), G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)};
}

Transfer read(GIOStream* stream, std::span<char> buffer) {
  glib::GErrorPtr error;
  auto* input = G_POLLABLE_INPUT_STREAM(g_io_stream_get_input_stream(stream));
  const auto result =
      g_pollable_input_stream_read_nonblocking(input, buffer.data(), buffer.size(), nullptr, glib::out(error));
  return transfer(result, error);
}

Transfer write(GIOStream* stream, std::string_view bytes) {
  glib::GErrorPtr error;
  auto* output = G_POLLABLE_OUTPUT_STREAM(g_io_stream_get_output_stream(stream));
  const auto result =
      g_pollable_output_stream_write_nonblocking(output, bytes.data(), bytes.size(), nullptr, glib::out(error));
  return transfer(result, error);
}

}  // namespace

Connection::Connection(Poller& poller, const Limits& limits, Metrics& metrics, Handler& handler,
                       glib::RefPtr<GIOStream> stream, const glib::RefPtr<GSocket>& socket)
    : poller_(poller),
      limits_(limits),
      metrics_(metrics),
      handler_(handler),
      stream_(std::move(stream)),
      fd_(g_socket_get_fd(socket.get())),
      frames_(static_cast<double>(limits.max_message_rate), static_cast<double>(limits.max_message_burst),
              last_heard_) {
  poller_.add(fd_, *this);
}

Connection::~Connection() {
  die();
}

void Connection::start() {
  // It may lie in libsoup's buffer, and what came after it in the one of TLS: neither makes the socket readable.
  constexpr int buffers = 2;
  for (int i = 0; i < buffers && state_ != State::dead; ++i) receive();
}

bool Connection::dead(Clock::time_point now) const noexcept {
  return state_ == State::dead || (state_ != State::open && now - closed_at_ >= close_timeout);
}

bool Connection::send_text(std::string_view text) {
  if (open()) queue_bounded(Opcode::text, text);
  return open();
}

void Connection::queue_bounded(Opcode opcode, std::string_view payload) {
  if (limits_.max_send_queue > 0 && outgoing_.size() - written_ + payload.size() > limits_.max_send_queue) {
    ++metrics_.queue_drops;
    outgoing_.resize(end_of_begun());
    close(CloseCode::too_slow, "reads too slowly");
    return tell_ended();
  }
  queue(opcode, payload);
  // Many may talk to one in the same batch: what the socket would take does not count against the client.
  if (outgoing_.size() - written_ > early_flush) flush();
}

void Connection::ping() {
  if (open()) queue(Opcode::ping, {});
}

void Connection::close(CloseCode code, std::string_view reason) {
  if (!open()) return;
  queue_close(code, reason);
  meant_ = code != CloseCode::going_away && code != CloseCode::too_slow && code != CloseCode::silent;
  state_ = State::closing;
  closed_at_ = Clock::now();
}

void Connection::queue(Opcode opcode, std::string_view payload) {
  append_frame(outgoing_, opcode, payload);
  handler_.on_queued();
}

void Connection::queue_close(CloseCode code, std::string_view reason) {
  std::string payload{static_cast<char>(static_cast<unsigned>(code) >> 8U), static_cast<char>(code)};
  payload += reason;
  queue(Opcode::close, payload);
}

std::size_t Connection::frames_before(std::size_t position) const {
  std::size_t end = 0;
  while (end < position) {
    const auto next = end + frame_length(std::string_view(outgoing_).substr(end));
    if (next > position) break;
    end = next;
  }
  return end;
}

std::size_t Connection::end_of_begun() const {
  if (state_ == State::dead) return frames_before(written_);
  // A frame that has begun must be finished, or the client could not read what follows. A write that had to wait may
  // have put this much into a record of TLS, though it does not count as written yet.
  const auto begun = std::min(outgoing_.size(), written_ + (waits_for_space_ ? max_tls_record : 0));
  auto end = frames_before(begun);
  if (end < begun) end += frame_length(std::string_view(outgoing_).substr(end));
  return end;
}

std::vector<std::string> Connection::take_unsent() {
  std::vector<std::string> texts;
  // While it is closing, all of it is still sent.
  if (state_ != State::open && state_ != State::dead) return texts;
  const auto unsent = outgoing_.substr(end_of_begun());
  outgoing_.resize(outgoing_.size() - unsent.size());
  written_ = std::min(written_, outgoing_.size());
  auto rest = std::string_view(unsent);
  while (!rest.empty()) {
    const auto frame = rest.substr(0, frame_length(rest));
    constexpr unsigned opcode_bits = 0x0f;
    if ((static_cast<unsigned char>(frame.front()) & opcode_bits) == static_cast<unsigned>(Opcode::text))
      texts.emplace_back(frame_payload(frame));
    else
      outgoing_ += frame;
    rest.remove_prefix(frame.size());
  }
  return texts;
}

void Connection::flush() {
  if (state_ == State::dead || waits_for_space_) return;
  while (written_ < outgoing_.size()) {
    const auto done = write(stream_.get(), std::string_view(outgoing_).substr(written_));
    if (done.failed) {
      tell_ended();
      return die();
    }
    if (!done.bytes) break;
    written_ += *done.bytes;
  }
  waits_for_space_ = written_ < outgoing_.size();
  if (!waits_for_space_) {
    outgoing_ = {};
    written_ = 0;
    if (state_ == State::ending) die();
    // Closing a socket with something unread in it resets it, and the client would not see why.
    if (state_ == State::draining) {
      g_output_stream_close(g_io_stream_get_output_stream(stream_.get()), nullptr, nullptr);
      shutdown(fd_, SHUT_WR);
    }
    return;
  }
  watch();
  const auto done = frames_before(written_);
  outgoing_.erase(0, done);
  written_ -= done;
}

void Connection::on_ready(bool readable, bool writable) {
  if (state_ == State::dead) return;
  if (writable) {
    waits_for_space_ = false;
    watch();
    flush();
  }
  if (!readable || state_ == State::dead) return;
  if (!paused_) return receive();
  // Only that the other end has hung up is told meanwhile.
  tell_ended();
  die();
}

void Connection::watch() {
  if (state_ != State::dead) poller_.watch(fd_, *this, !paused_, waits_for_space_);
}

void Connection::pause() {
  paused_ = true;
  watch();
}

void Connection::resume() {
  paused_ = false;
  watch();
  auto waiting = std::exchange(incoming_, {});
  take(waiting);
  // What TLS has taken from the socket already makes it readable no more.
  if (!paused_ && state_ != State::dead) receive();
}

void Connection::receive() {
  // One for all: a connection keeps only what is the beginning of a frame. It has room for a record of TLS beside
  // that, so that nothing stays behind in there.
  static thread_local std::array<char, 2 * max_frame_bytes> buffer;
  const auto kept = incoming_.size();
  std::memcpy(buffer.data(), incoming_.data(), kept);
  const auto got = read(stream_.get(), std::span(buffer).subspan(kept));
  if (!got.failed && !got.bytes) return;
  if (got.failed || *got.bytes == 0) {
    tell_ended();
    return die();
  }
  last_heard_ = Clock::now();
  take(std::span(buffer).first(kept + *got.bytes));
}

void Connection::take(std::span<char> bytes) {
  try {
    const auto rest = take_frames(bytes);
    incoming_.assign(rest.data(), rest.size());
    if (rest.empty()) incoming_ = {};
  } catch (const FramingError& error) {
    close(error.code(), error.what());
    state_ = State::draining;
    tell_ended();
    handler_.on_queued();
  }
}

std::span<char> Connection::take_frames(std::span<char> bytes) {
  while (!paused_ && (state_ == State::open || state_ == State::closing)) {
    const auto frame = take_frame(bytes, max_message(limits_));
    if (!frame) return bytes;
    on_frame(*frame);
  }
  return paused_ ? bytes : std::span<char>();
}

void Connection::on_frame(const Frame& frame) {
  const std::string_view payload(frame.payload.data(), frame.payload.size());
  if (frame.opcode == Opcode::close) return on_close(payload);
  if (state_ != State::open) return;
  if (!frames_.take(last_heard_)) return handler_.on_flood();
  if (frame.opcode == Opcode::ping) return queue_bounded(Opcode::pong, payload);
  if (frame.opcode == Opcode::pong) return;
  on_data(frame);
}

void Connection::on_data(const Frame& frame) {
  const std::string_view payload(frame.payload.data(), frame.payload.size());
  if (frame.opcode == Opcode::binary) throw FramingError(CloseCode::unsupported, "a binary frame");
  if ((frame.opcode == Opcode::continuation) != message_.has_value())
    throw FramingError(CloseCode::protocol_error, "parts of messages in the wrong order");
  if (frame.final && !message_) return deliver(payload);
  if (!message_) message_.emplace();
  if (message_->size() + payload.size() > max_message(limits_))
    throw FramingError(CloseCode::too_big, "a message that is too long");
  *message_ += payload;
  if (!frame.final) return;
  const auto message = std::exchange(message_, std::nullopt);
  deliver(*message);
}

void Connection::deliver(std::string_view text) {
  // RFC 6455, section 8.1.
  if (!protocol::is_utf8(text)) throw FramingError(CloseCode::no_utf8, "text that is not UTF-8");
  handler_.on_text(text);
}

void Connection::on_close(std::string_view payload) {
  const auto code = close_code(payload);
  if (open()) {
    meant_ = !code || *code == unsigned(CloseCode::normal) || *code == unsigned(CloseCode::going_away);
    queue_close(code ? static_cast<CloseCode>(*code) : CloseCode::normal, {});
    closed_at_ = Clock::now();
  }
  state_ = State::ending;
  tell_ended();
  handler_.on_queued();
}

void Connection::tell_ended() {
  if (!std::exchange(told_ended_, true)) handler_.on_ended();
}

void Connection::die() {
  if (state_ == State::dead) return;
  state_ = State::dead;
  closed_at_ = Clock::now();
  poller_.remove(fd_);
  g_io_stream_close(stream_.get(), nullptr, nullptr);
  incoming_ = {};
  message_.reset();
}

}  // namespace vchat::server
