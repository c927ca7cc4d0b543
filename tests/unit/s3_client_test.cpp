// What the servers in tests/s3/ cannot show quickly.

#include "aws/s3_client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace sparkify {
namespace {

TEST(S3Client, GivesUpAtTheDeadline) {
  S3Options options;
  options.endpoint = "http://127.0.0.1:1";  // nobody answers there
  options.max_attempts = 1000;
  options.deadline_ms = 500;
  S3Client client("bucket", options);
  std::promise<std::optional<Error>> ended;
  const auto start = std::chrono::steady_clock::now();
  client.list("prefix", "", "", [&](const S3Result<S3Page>& result) { ended.set_value(result.error); });
  const std::optional<Error> error = ended.get_future().get();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  ASSERT_TRUE(error);
  EXPECT_NE(std::string(error->what()).find("cannot list s3://bucket/prefix"), std::string::npos)
      << error->what();
  EXPECT_GT(client.counts().retries, 0);
  EXPECT_LT(client.counts().requests, 1000);
}

}  // namespace
}  // namespace sparkify
