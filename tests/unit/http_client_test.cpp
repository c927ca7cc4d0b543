// What the servers in tests/s3/ cannot show.

#include "net/http_client.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

namespace sparkify {
namespace {

TEST(HttpClient, ARequestThatCannotBeMadeHasFailed) {
  HttpClient client({});
  for (int i = 0; i < 3; ++i) {
    std::promise<HttpResponse> ended;
    client.send([]() -> HttpRequest { throw std::runtime_error("no signature"); },
                [&](HttpResponse response) { ended.set_value(std::move(response)); });
    const HttpResponse response = ended.get_future().get();
    EXPECT_EQ(response.status, 0);
    EXPECT_EQ(response.failure, "no signature");
  }
}

}  // namespace
}  // namespace sparkify
