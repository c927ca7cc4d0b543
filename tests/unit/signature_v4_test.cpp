// AWS's published examples of Signature Version 4.

#include "aws/signature_v4.h"

#include <gtest/gtest.h>

namespace sparkify {
namespace {

std::time_t utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  std::tm time{};
  time.tm_year = year - 1900;
  time.tm_mon = month - 1;
  time.tm_mday = day;
  time.tm_hour = hour;
  time.tm_min = minute;
  time.tm_sec = second;
  return timegm(&time);
}

std::string signature(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (name == "authorization") return value.substr(value.find("Signature=") + 10);
  }
  return "";
}

// docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
class S3Examples : public testing::Test {
 protected:
  std::string sign(AwsRequest request, const char* endpoint = "https://examplebucket.s3.amazonaws.com") {
    request.endpoint = endpoint;
    SignerV4 signer("s3");
    return signature(signer.sign(
        request, "us-east-1", {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "", "", 0},
        utc(2013, 5, 24)));
  }
};

TEST_F(S3Examples, GetObject) {
  AwsRequest request;
  request.path = "/test.txt";
  request.headers = {{"Range", "bytes=0-9"}};
  EXPECT_EQ(sign(request), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

// It signs the Host header that curl sends, and the whole path.
TEST_F(S3Examples, Endpoints) {
  AwsRequest request;
  request.path = "/folder/test.txt";
  const std::string signature = sign(request);
  EXPECT_EQ(sign(request, "https://examplebucket.s3.amazonaws.com:443"), signature);
  EXPECT_EQ(sign(request, "http://examplebucket.s3.amazonaws.com:80"), signature);
  EXPECT_NE(sign(request, "http://examplebucket.s3.amazonaws.com:443"), signature);
  EXPECT_NE(sign(request, "https://examplebucket.s3.amazonaws.com:80"), signature);
  request.path = "/test.txt";
  EXPECT_NE(sign(request), signature);
  EXPECT_EQ(sign(request, "https://examplebucket.s3.amazonaws.com/folder"), signature);
  EXPECT_EQ(sign(request, "https://examplebucket.s3.amazonaws.com:443/folder"), signature);
}

TEST_F(S3Examples, PutObject) {
  AwsRequest request;
  request.method = "PUT";
  request.path = "/test$file.text";
  request.headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                     {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
  request.body = "Welcome to Amazon S3.";
  EXPECT_EQ(sign(request), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST_F(S3Examples, GetBucketLifecycle) {
  AwsRequest request;
  request.query = {{"lifecycle", ""}};
  EXPECT_EQ(sign(request), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST_F(S3Examples, ListObjects) {
  AwsRequest request;
  request.query = {{"prefix", "J"}, {"max-keys", "2"}};
  EXPECT_EQ(sign(request), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

// The aws-sig-v4-test-suite.
class TestSuite : public testing::Test {
 protected:
  std::string sign(AwsRequest request, const std::string& token = "") {
    request.endpoint = "https://example.amazonaws.com";
    SignerV4 signer("service");
    return signature(signer.sign(request, "us-east-1",
                                 {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token, "", 0},
                                 utc(2015, 8, 30, 12, 36, 0)));
  }
};

TEST_F(TestSuite, GetVanilla) {
  EXPECT_EQ(sign({}), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST_F(TestSuite, QueryInOrder) {
  AwsRequest request;
  request.query = {{"Param2", "value2"}, {"Param1", "value1"}};
  EXPECT_EQ(sign(request), "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

TEST_F(TestSuite, PostVanilla) {
  AwsRequest request;
  request.method = "POST";
  EXPECT_EQ(sign(request), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
}

TEST_F(TestSuite, HeaderValuesAreTrimmed) {
  AwsRequest request;
  request.headers = {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}};
  EXPECT_EQ(sign(request), "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

// docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, before 2023.
TEST(SignatureV4, IamListUsers) {
  AwsRequest request;
  request.endpoint = "https://iam.amazonaws.com";
  request.query = {{"Action", "ListUsers"}, {"Version", "2010-05-08"}};
  request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};
  SignerV4 signer("iam");
  EXPECT_EQ(signature(signer.sign(request, "us-east-1",
                                  {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "", "", 0},
                                  utc(2015, 8, 30, 12, 36, 0))),
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(SignatureV4, KeysAreEncodedOnce) {
  AwsRequest request;
  request.endpoint = "https://bucket.s3.us-east-1.amazonaws.com";
  request.path = "/a b/c+d%e~f/\xC3\xA9";
  EXPECT_EQ(unsigned_request(request).url,
            "https://bucket.s3.us-east-1.amazonaws.com/a%20b/c%2Bd%25e~f/%C3%A9");
}

}  // namespace
}  // namespace sparkify
