#include "server/http.hpp"

#include <gtest/gtest.h>

namespace vchat::server {
namespace {

TEST(RoomsJson, IsAsTheProtocolSays) {
  EXPECT_EQ(rooms_json({}), R"({"rooms":[]})");
  const std::chrono::system_clock::time_point since(std::chrono::seconds(1'700'000'000));
  EXPECT_EQ(rooms_json({{"Küche", 2, 0, false, since}, {"b", 1, 8, true, since}}),
            R"({"rooms":[{"name":"Küche","users":2,"maxUsers":0,"locked":false,"since":"2023-11-14T22:13:20Z"},)"
            R"({"name":"b","users":1,"maxUsers":8,"locked":true,"since":"2023-11-14T22:13:20Z"}]})");
}

}  // namespace
}  // namespace vchat::server
