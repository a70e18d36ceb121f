#include "server/server.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <libsoup/soup.h>

#include "../../support/main_loop.hpp"
#include "glib/owned.hpp"
#include "glib/signal.hpp"

namespace vchat::server {
namespace {

using test::run_until;

/// A server with a certificate of its own, and a client that believes any, in one main context.
class ServerTest : public testing::TestWithParam<const char*> {
 protected:
  ServerTest() : session_(glib::adopt(soup_session_new())) {
    std::string pattern = testing::TempDir() + "vchat-server-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    ServerConfig config;
    config.gateway.listen = {"127.0.0.1:0"};
    config.gateway.tls_certificate = GetParam();
    config.state_dir = folder_;
    server_ = std::make_unique<Server>(config);
  }
  ~ServerTest() override {
    bool stopped = false;
    server_->stop([&] { stopped = true; });
    EXPECT_TRUE(run_until([&] { return stopped; }));
    server_.reset();
    session_ = nullptr;
    while (g_main_context_iteration(nullptr, FALSE)) {
    }
    std::filesystem::remove_all(folder_);
  }

  glib::RefPtr<SoupMessage> message(const std::string& path) {
    auto made = glib::adopt(soup_message_new("GET", (server_->urls().front() + path).c_str()));
    trust_ = glib::connect<gboolean, GTlsCertificate*, GTlsCertificateFlags>(
        made.get(), "accept-certificate", [](GTlsCertificate*, GTlsCertificateFlags) -> gboolean { return TRUE; });
    return made;
  }

  std::string get(const std::string& path) {
    const auto sent = message(path);
    struct Answer {
      bool done = false;
      glib::RefPtr<GBytes> body;
    } answer;
    const auto done = +[](GObject* session, GAsyncResult* result, gpointer data) noexcept {
      auto& got = *static_cast<Answer*>(data);
      got.body = glib::adopt(soup_session_send_and_read_finish(SOUP_SESSION(session), result, nullptr));
      got.done = true;
    };
    soup_session_send_and_read_async(session_.get(), sent.get(), G_PRIORITY_DEFAULT, nullptr, done, &answer);
    EXPECT_TRUE(run_until([&] { return answer.done; }));
    if (!answer.body) return "none";
    gsize size = 0;
    const auto* text = static_cast<const char*>(g_bytes_get_data(answer.body.get(), &size));
    return {text, size};
  }

  glib::RefPtr<SoupWebsocketConnection> open() {
    const auto sent = message("/ws");
    struct Answer {
      bool done = false;
      glib::RefPtr<SoupWebsocketConnection> connection;
    } answer;
    const auto done = +[](GObject* session, GAsyncResult* result, gpointer data) noexcept {
      auto& got = *static_cast<Answer*>(data);
      got.connection = glib::adopt(soup_session_websocket_connect_finish(SOUP_SESSION(session), result, nullptr));
      got.done = true;
    };
    const char* protocols[] = {protocol::subprotocol, nullptr};
    soup_session_websocket_connect_async(session_.get(), sent.get(), nullptr, const_cast<char**>(protocols),
                                         G_PRIORITY_DEFAULT, nullptr, done, &answer);
    EXPECT_TRUE(run_until([&] { return answer.done; }));
    return answer.connection;
  }

  std::filesystem::path folder_;
  std::unique_ptr<Server> server_;
  glib::RefPtr<SoupSession> session_;
  glib::ScopedSignal trust_;
};

TEST_P(ServerTest, AnswersRequestsOneAfterTheOther) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/healthz"), "ok\n");
  EXPECT_NE(get("/").find("<!"), std::string::npos);
}

TEST_P(ServerTest, TakesLongMessagesAndWhoGoesWithoutGoodbye) {
  const auto connection = open();
  ASSERT_TRUE(connection);
  std::string received;
  const auto on_message = glib::connect<void, gint, GBytes*>(connection.get(), "message", [&](gint, GBytes* bytes) {
    gsize size = 0;
    const auto* text = static_cast<const char*>(g_bytes_get_data(bytes, &size));
    received.assign(text, size);
  });
  const auto join = R"({"type":"join-room","room":"r","name":"n","filler":")" + std::string(50'000, 'x') + "\"}";
  soup_websocket_connection_send_text(connection.get(), join.c_str());
  EXPECT_TRUE(run_until([&] { return received.find("room-users") != std::string::npos; }));
  g_io_stream_close(soup_websocket_connection_get_io_stream(connection.get()), nullptr, nullptr);
  EXPECT_EQ(get("/healthz"), "ok\n");
}

INSTANTIATE_TEST_SUITE_P(PlainAndTls, ServerTest, testing::Values("", "self-signed"));

}  // namespace
}  // namespace vchat::server
