// The ScreenCast portal through libportal.
#include "screen/portal.hpp"

#include <string>
#include <utility>

#include <libportal/portal.h>

#include "glib/owned.hpp"
#include "glib/ref_ptr.hpp"
#include "glib/signal.hpp"

namespace vchat::screen {

namespace {

using util::DeviceError;
using util::DeviceProblem;

/// What libportal calls back holds it weakly: the request may be over by then.
class Request : public std::enable_shared_from_this<Request> {
 public:
  Request(glib::RefPtr<XdpPortal> portal, Portal::Observer observer)
      : portal_(std::move(portal)), observer_(std::move(observer)), cancellable_(glib::adopt(g_cancellable_new())) {}
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() {
    g_cancellable_cancel(cancellable_.get());
    closed_.reset();
    if (session_) xdp_session_close(session_.get());
  }

  void begin() {
    xdp_portal_create_screencast_session(portal_.get(), XdpOutputType(XDP_OUTPUT_MONITOR | XDP_OUTPUT_WINDOW),
                                         XDP_SCREENCAST_FLAG_NONE, XDP_CURSOR_MODE_EMBEDDED, XDP_PERSIST_MODE_NONE,
                                         nullptr, cancellable_.get(), &Request::on_created, new Weak(weak_from_this()));
  }

 private:
  using Weak = std::weak_ptr<Request>;

  static std::shared_ptr<Request> take(gpointer data) {
    const std::unique_ptr<Weak> weak(static_cast<Weak*>(data));
    return weak->lock();
  }

  static void on_created(GObject* portal, GAsyncResult* result, gpointer data) noexcept {
    glib::GErrorPtr error;
    auto* raw = xdp_portal_create_screencast_session_finish(XDP_PORTAL(portal), result, glib::out(error));
    auto session = glib::adopt(raw);
    const auto self = take(data);
    if (!self) return;
    if (!session) return self->fail(error.get());
    self->session_ = std::move(session);
    xdp_session_start(self->session_.get(), nullptr, self->cancellable_.get(), &Request::on_started,
                      new Weak(self->weak_from_this()));
  }

  static void on_started(GObject* session, GAsyncResult* result, gpointer data) noexcept {
    glib::GErrorPtr error;
    const bool started = xdp_session_start_finish(XDP_SESSION(session), result, glib::out(error)) != FALSE;
    const auto self = take(data);
    if (!self) return;
    if (!started) return self->fail(error.get());
    // Only now: libportal says "closed" of a session that was refused, too.
    self->closed_ = glib::connect<void>(self->session_.get(), "closed", [weak = self->weak_from_this()] {
      if (const auto request = weak.lock())
        request->over({DeviceProblem::unplugged, "the desktop has ended the sharing of the screen"});
    });
    self->grant();
  }

  void grant() {
    auto* streams = xdp_session_get_streams(session_.get());
    guint32 node = 0;
    if (streams != nullptr && g_variant_n_children(streams) > 0)
      g_variant_get_child(streams, 0, "(u@a{sv})", &node, nullptr);
    util::Descriptor remote(node > 0 ? xdp_session_open_pipewire_remote(session_.get()) : -1);
    if (!remote) return over({DeviceProblem::unusable, "the desktop granted the screen, but gives no stream of it"});
    observer_.on_granted(std::move(remote), node);
  }

  void fail(const GError* error) {
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) != FALSE)
      return over({DeviceProblem::denied, "the screen is not shared: you, or the desktop's settings, refused it"});
    over({DeviceProblem::missing, "the desktop cannot share its screen (" + std::string(error->message) +
                                      "); install xdg-desktop-portal and the portal of your desktop, for example "
                                      "xdg-desktop-portal-gnome, -kde or -wlr"});
  }

  void over(const DeviceError& error) {
    // A copy: the observer may end this.
    const auto on_over = observer_.on_over;
    on_over(error);
  }

  const glib::RefPtr<XdpPortal> portal_;
  const Portal::Observer observer_;
  const glib::RefPtr<GCancellable> cancellable_;
  glib::RefPtr<XdpSession> session_;
  glib::ScopedSignal closed_;
};

class LibPortal final : public Portal {
 public:
  explicit LibPortal(std::shared_ptr<Request> request) : request_(std::move(request)) { request_->begin(); }

 private:
  std::shared_ptr<Request> request_;
};

}  // namespace

std::unique_ptr<Portal> Portal::ask(Observer observer) {
  // libportal 0.6 does not say that there is no bus.
  glib::GErrorPtr error;
  const auto bus = glib::adopt(g_bus_get_sync(G_BUS_TYPE_SESSION, nullptr, glib::out(error)));
  if (!bus)
    throw DeviceError(
        DeviceProblem::missing,
        "the desktop cannot be asked for its screen, for there is no session bus: " + std::string(error->message));
  return std::make_unique<LibPortal>(std::make_shared<Request>(glib::adopt(xdp_portal_new()), std::move(observer)));
}

}  // namespace vchat::screen
