#include "server/web_files.hpp"

#include <gtest/gtest.h>

namespace vchat::server {
namespace {

TEST(WebFiles, AreFoundByTheirPath) {
  const WebFiles files;
  ASSERT_TRUE(files.find("/index.html"));
  ASSERT_TRUE(files.find("/client/room.js"));
  EXPECT_EQ(files.find("/client/room.js")->content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(files.find("/style/base.css")->content_type, "text/css; charset=utf-8");
  for (const auto* path : {"", "/", "/client", "/client/", "client/room.js", "/../index.html", "/client//room.js"})
    EXPECT_FALSE(files.find(path)) << path;
}

TEST(WebFiles, HaveTagsThatTellThemApart) {
  const WebFiles files;
  EXPECT_NE(files.find("/style/base.css")->etag, files.find("/index.html")->etag);
  EXPECT_EQ(files.find("/style/base.css")->etag, WebFiles().find("/style/base.css")->etag);
}

}  // namespace
}  // namespace vchat::server
