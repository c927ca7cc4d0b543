#pragma once
// One signed call to any AWS service but S3, over its Query protocol, EC2's dialect of that, or JSON 1.1.
// Retries what may pass, mends a wrong clock and expired credentials, and turns the rest into AwsErrors.
// A file each for the services: redshift.h, iam.h, ...

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/aws_errors.h"
#include "aws/aws_value.h"
#include "aws/backoff.h"
#include "aws/credentials.h"
#include "net/http_client.h"

namespace sparkify {

enum class AwsProtocol { kQuery, kJson };

struct AwsService {
  std::string_view name;         // as in "redshift:CreateCluster", and what signatures name
  std::string_view environment;  // AWS_ENDPOINT_URL_<this> names another endpoint
  AwsProtocol protocol;
  std::string_view version;  // Query: the API's version; JSON: what stands before the operation's name
  bool has_regions = true;   // IAM has one endpoint for all
};

struct AwsOptions {
  std::shared_ptr<CredentialChain> credentials;
  std::string region;           // empty: the profile's
  std::string fallback_region;  // where the profile names none; an Error where this is empty too
  std::string ca_bundle;        // empty: the system's
  Environment environment;
  int max_attempts = 10;
  int64_t stall_timeout_ms = 30'000;
  int64_t deadline_ms = 300'000;  // for one call with its retries
  // Every wait goes through this: one that throws ends the call.
  std::function<void(int64_t ms)> pause = [](int64_t ms) { sleep_ms(ms); };
  std::function<void(std::string_view text)> debug;  // each request and answer, with secrets masked

  static void sleep_ms(int64_t ms);
};

// Flattened as the Query protocol has it: {"Tags.Tag.1.Key", "project"}.
using AwsParameters = std::vector<std::pair<std::string, std::string>>;

class AwsClient {
 public:
  explicit AwsClient(AwsOptions options);

  // What the service answered, without the elements that wrap it; throws AwsError. One call at a time.
  AwsValue query(const AwsService& service, const std::string& operation, const AwsParameters& parameters);
  AwsValue json(const AwsService& service, const std::string& operation, const std::string& body);

  const std::string& region() const { return options_.region; }
  std::string partition() const;  // of ARNs: aws, aws-cn or aws-us-gov
  void pause(int64_t ms) const { options_.pause(ms); }

 private:
  struct Call;
  AwsValue call(Call call);
  HttpRequest sign(Call& call);
  bool mend(Call& call, const HttpResponse& response, AwsErrorKind kind);
  std::string endpoint(const AwsService& service) const;
  std::string signing_region(const AwsService& service) const;
  void show_request(const Call& call) const;
  void show_answer(const HttpResponse& response, const AwsValue& answer) const;

  AwsOptions options_;
  int64_t clock_offset_s_ = 0;
  Backoff backoff_;
  HttpClient http_;
};

}  // namespace sparkify
