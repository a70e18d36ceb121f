#include "server/tls_stream.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <string_view>

#include <openssl/err.h>

#include "util/error.hpp"

namespace vchat::server {

namespace {

using SslPtr = std::unique_ptr<SSL, glib::FreeWith<SSL_free>>;

constexpr std::string_view answer_to_http =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    "Content-Length: 48\r\n\r\nThis port speaks TLS: begin the URL with https.\n";

/// What the three GObjects of a stream share.
struct Tls {
  glib::RefPtr<GSocket> socket;
  SslPtr ssl;
  bool broken = false;  // nothing more may be said
  GIOCondition read_waits_for = G_IO_IN;
};

/// Says in plain text what is wrong, and takes the request away: closing with something unread would reset the
/// connection before the answer is read.
void answer_plain_http(Tls& tls) {
  auto* socket = tls.socket.get();
  g_socket_send_with_blocking(socket, answer_to_http.data(), answer_to_http.size(), FALSE, nullptr, nullptr);
  std::array<char, 16 * 1024> request{};
  g_socket_receive_with_blocking(socket, request.data(), request.size(), FALSE, nullptr, nullptr);
}

/// -1 with an error for what SSL_read or SSL_write returned, 0 at the end.
gssize stopped(Tls& tls, int result, bool reading, GError** error) {
  const int why = SSL_get_error(tls.ssl.get(), result);
  if (why == SSL_ERROR_ZERO_RETURN) return 0;
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
    const bool crosswise = (why == SSL_ERROR_WANT_READ) != reading;
    if (!crosswise || !SSL_is_init_finished(tls.ssl.get())) {
      if (reading) tls.read_waits_for = why == SSL_ERROR_WANT_READ ? G_IO_IN : G_IO_OUT;
      g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "TLS has to wait");
      return -1;
    }
    // After the handshake only new keys (RFC 8446, section 4.6.3) ask for that, of someone who does not read.
    tls.broken = true;
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_BUSY, "asks for new keys and does not read");
    return -1;
  }
  tls.broken = true;
  const bool plain =
      ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL && ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
  if (plain) answer_plain_http(tls);
  g_set_error(error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "TLS: %s", openssl_error().c_str());
  return -1;
}

gssize read_some(Tls& tls, void* buffer, gsize count, GError** error) {
  if (tls.broken) return 0;
  ERR_clear_error();
  const int got = SSL_read(tls.ssl.get(), buffer, static_cast<int>(std::min<gsize>(count, INT_MAX)));
  return got > 0 ? got : stopped(tls, got, true, error);
}

gssize write_some(Tls& tls, const void* bytes, gsize count, GError** error) {
  if (tls.broken) {
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CLOSED, "TLS has ended");
    return -1;
  }
  if (count == 0) return 0;
  ERR_clear_error();
  const int put = SSL_write(tls.ssl.get(), bytes, static_cast<int>(std::min(count, max_tls_record)));
  return put > 0 ? put : stopped(tls, put, false, error);
}

/// Says that nothing more will be written.
void say_goodbye(Tls& tls) {
  if (!tls.broken && SSL_is_init_finished(tls.ssl.get()) && !(SSL_get_shutdown(tls.ssl.get()) & SSL_SENT_SHUTDOWN))
    SSL_shutdown(tls.ssl.get());
  ERR_clear_error();
}

GSource* source_of(GObject* stream, const Tls& tls, GIOCondition condition, GCancellable* cancellable) {
  auto* source = g_pollable_source_new_full(stream, nullptr, cancellable);
  auto ready = glib::adopt(g_socket_create_source(tls.socket.get(), condition, nullptr));
  g_source_set_dummy_callback(ready.get());
  g_source_add_child_source(source, ready.get());
  return source;
}

// The input stream.

struct TlsInput {
  GInputStream parent;
  std::shared_ptr<Tls>* tls;
};
struct TlsInputClass {
  GInputStreamClass parent;
};

Tls& tls_of(gpointer stream) {
  return **static_cast<TlsInput*>(stream)->tls;
}

gboolean input_is_readable(GPollableInputStream* stream) noexcept {
  const auto& tls = tls_of(stream);
  return SSL_pending(tls.ssl.get()) > 0 || g_socket_condition_check(tls.socket.get(), tls.read_waits_for) != 0;
}

void input_pollable_init(gpointer iface, gpointer) noexcept {
  auto* pollable = static_cast<GPollableInputStreamInterface*>(iface);
  pollable->is_readable = &input_is_readable;
  pollable->create_source = [](GPollableInputStream* stream, GCancellable* cancellable) noexcept {
    const auto& tls = tls_of(stream);
    auto* source = source_of(G_OBJECT(stream), tls, tls.read_waits_for, cancellable);
    // What has been read from the socket already does not make it readable.
    if (SSL_pending(tls.ssl.get()) > 0) g_source_set_ready_time(source, 0);
    return source;
  };
  pollable->read_nonblocking = [](GPollableInputStream* stream, void* buffer, gsize count, GError** error) noexcept {
    return read_some(tls_of(stream), buffer, count, error);
  };
}

G_DEFINE_TYPE_WITH_CODE(TlsInput, tls_input, G_TYPE_INPUT_STREAM,
                        G_IMPLEMENT_INTERFACE(G_TYPE_POLLABLE_INPUT_STREAM, input_pollable_init))

void tls_input_init(TlsInput*) {}

void tls_input_class_init(TlsInputClass* type) {
  G_OBJECT_CLASS(type)->finalize = [](GObject* object) noexcept {
    delete reinterpret_cast<TlsInput*>(object)->tls;
    G_OBJECT_CLASS(tls_input_parent_class)->finalize(object);
  };
  type->parent.read_fn = [](GInputStream* stream, void* buffer, gsize count, GCancellable*, GError** error) noexcept {
    return read_some(tls_of(stream), buffer, count, error);
  };
}

// The output stream.

struct TlsOutput {
  GOutputStream parent;
  std::shared_ptr<Tls>* tls;
};
struct TlsOutputClass {
  GOutputStreamClass parent;
};

Tls& tls_of_output(gpointer stream) {
  return **static_cast<TlsOutput*>(stream)->tls;
}

void output_pollable_init(gpointer iface, gpointer) noexcept {
  auto* pollable = static_cast<GPollableOutputStreamInterface*>(iface);
  pollable->is_writable = [](GPollableOutputStream* stream) noexcept -> gboolean {
    return g_socket_condition_check(tls_of_output(stream).socket.get(), G_IO_OUT) != 0;
  };
  pollable->create_source = [](GPollableOutputStream* stream, GCancellable* cancellable) noexcept {
    return source_of(G_OBJECT(stream), tls_of_output(stream), G_IO_OUT, cancellable);
  };
  pollable->write_nonblocking = [](GPollableOutputStream* stream, const void* bytes, gsize count,
                                   GError** error) noexcept {
    return write_some(tls_of_output(stream), bytes, count, error);
  };
}

G_DEFINE_TYPE_WITH_CODE(TlsOutput, tls_output, G_TYPE_OUTPUT_STREAM,
                        G_IMPLEMENT_INTERFACE(G_TYPE_POLLABLE_OUTPUT_STREAM, output_pollable_init))

void tls_output_init(TlsOutput*) {}

void tls_output_class_init(TlsOutputClass* type) {
  G_OBJECT_CLASS(type)->finalize = [](GObject* object) noexcept {
    delete reinterpret_cast<TlsOutput*>(object)->tls;
    G_OBJECT_CLASS(tls_output_parent_class)->finalize(object);
  };
  type->parent.write_fn = [](GOutputStream* stream, const void* bytes, gsize count, GCancellable*,
                             GError** error) noexcept {
    return write_some(tls_of_output(stream), bytes, count, error);
  };
  type->parent.close_fn = [](GOutputStream* stream, GCancellable*, GError**) noexcept -> gboolean {
    say_goodbye(tls_of_output(stream));
    return TRUE;
  };
}

// Both together.

struct Ends {
  glib::RefPtr<GInputStream> input;
  glib::RefPtr<GOutputStream> output;
};
struct TlsStream {
  GIOStream parent;
  Ends* ends;
};
struct TlsStreamClass {
  GIOStreamClass parent;
};

G_DEFINE_TYPE(TlsStream, tls_stream, G_TYPE_IO_STREAM)

void tls_stream_init(TlsStream*) {}

const Ends& ends_of(GIOStream* stream) {
  return *reinterpret_cast<TlsStream*>(stream)->ends;
}

void tls_stream_class_init(TlsStreamClass* type) {
  G_OBJECT_CLASS(type)->finalize = [](GObject* object) noexcept {
    delete reinterpret_cast<TlsStream*>(object)->ends;
    G_OBJECT_CLASS(tls_stream_parent_class)->finalize(object);
  };
  type->parent.get_input_stream = [](GIOStream* stream) noexcept { return ends_of(stream).input.get(); };
  type->parent.get_output_stream = [](GIOStream* stream) noexcept { return ends_of(stream).output.get(); };
  type->parent.close_fn = [](GIOStream* stream, GCancellable*, GError** error) noexcept -> gboolean {
    auto& tls = tls_of(ends_of(stream).input.get());
    say_goodbye(tls);
    tls.broken = true;
    return g_socket_close(tls.socket.get(), error);
  };
}

}  // namespace

glib::RefPtr<GIOStream> make_tls_stream(const glib::RefPtr<GSocket>& socket, const TlsContext& context) {
  const auto tls = std::make_shared<Tls>();
  tls->socket = socket;
  tls->ssl.reset(SSL_new(context.get()));
  if (!tls->ssl || SSL_set_fd(tls->ssl.get(), g_socket_get_fd(socket.get())) != 1)
    throw util::Error("cannot begin TLS: " + openssl_error());
  SSL_set_accept_state(tls->ssl.get());

  auto* input = static_cast<TlsInput*>(g_object_new(tls_input_get_type(), nullptr));
  auto* output = static_cast<TlsOutput*>(g_object_new(tls_output_get_type(), nullptr));
  auto* stream = static_cast<TlsStream*>(g_object_new(tls_stream_get_type(), nullptr));
  input->tls = new std::shared_ptr<Tls>(tls);
  output->tls = new std::shared_ptr<Tls>(tls);
  stream->ends = new Ends{glib::adopt(G_INPUT_STREAM(input)), glib::adopt(G_OUTPUT_STREAM(output))};
  return glib::adopt(G_IO_STREAM(stream));
}

}  // namespace vchat::server
