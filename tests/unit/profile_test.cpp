// The files of ~/.aws as the AWS CLI takes them.

#include "aws/profile.h"

#include <gtest/gtest.h>

namespace sparkify {
namespace {

constexpr std::string_view kConfig = R"([default]
region = us-east-1

[profile dev]  # for trying things out
region = eu-west-1 ; Ireland
services = stores
s3 =
  max_concurrent_requests = 20
  region = nested-is-not-the-profile's
region = eu-north-1

[profile Dev]
region = ap-south-1

[services stores]
s3 =
  endpoint_url = https://s3.example.com
ec2 =
  endpoint_url = https://ec2.example.com
a line that is none
[profile "two words"]
  REGION: ca-west-1
  aws_secret_access_key = a=b#c;d
[profile without an end
region = nowhere
)";

TEST(Profile, TakesTheWantedOneAndPassesOverTheRest) {
  EXPECT_EQ(parse_profile(kConfig, "default"), (Profile{{"region", "us-east-1"}}));
  EXPECT_EQ(parse_profile(kConfig, "dev"),
            (Profile{{"region", "eu-north-1"}, {"services", "stores"}, {"s3", ""}}));
  EXPECT_EQ(parse_profile(kConfig, "Dev"), (Profile{{"region", "ap-south-1"}}));
  EXPECT_EQ(parse_profile(kConfig, "two words"),
            (Profile{{"region", "ca-west-1"}, {"aws_secret_access_key", "a=b#c;d"}}));
  EXPECT_EQ(parse_profile(kConfig, "DEV"), Profile{});
  EXPECT_EQ(parse_profile("key = before any section\r\n[a]\r\nb = c\r\n", "a"), (Profile{{"b", "c"}}));
}

}  // namespace
}  // namespace sparkify
