#pragma once
// AWS Signature Version 4, in the Authorization header.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/credentials.h"
#include "net/http_client.h"

namespace sparkify {

struct AwsRequest {
  std::string method = "GET";
  std::string endpoint;                                      // https://host[:port][/path], encoded
  std::string path = "/";                                    // not encoded
  std::vector<std::pair<std::string, std::string>> query;    // not encoded
  std::vector<std::pair<std::string, std::string>> headers;  // all of them are signed
  std::string body;
};

class SignerV4 {
 public:
  explicit SignerV4(std::string service) : service_(std::move(service)) {}

  // The request with the headers that sign it for `now`; keeps the day's key for the next. For service s3 the
  // body's hash is a header too. Not thread-safe.
  HttpRequest sign(const AwsRequest& request, const std::string& region, const Credentials& credentials,
                   std::time_t now);

 private:
  const std::string& signing_key(const std::string& day, const std::string& region,
                                 const std::string& secret);

  std::string service_;
  std::string key_, key_of_;  // and what it was made of
};

// The same request without a signature, as public buckets take it.
HttpRequest unsigned_request(const AwsRequest& request);

// Encodes all but A-Za-z0-9-_.~ (RFC 3986), and / where `keep_slash`.
std::string percent_encode(std::string_view text, bool keep_slash = false);

// As in a form, with + for a blank.
std::string percent_decode(std::string_view text);

}  // namespace sparkify
