#pragma once
// The calls of Amazon S3's REST API that a load needs, for one bucket, at Amazon or wherever its protocol is
// spoken: ListObjectsV2 and GetObject, and for what is staged for Amazon Redshift PutObject and DeleteObject.
// Retries what may pass, finds the bucket's region, mends a wrong clock and expired credentials, and turns
// the rest into errors with what S3 said.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aws/backoff.h"
#include "aws/credentials.h"
#include "aws/signature_v4.h"
#include "base/error.h"
#include "net/http_client.h"

namespace sparkify {

struct S3Options {
  std::shared_ptr<CredentialChain> credentials;  // none: public buckets
  std::string region;               // empty: the profile's, or us-east-1; S3 corrects a wrong one
  std::string endpoint;             // empty: Amazon's
  std::string addressing = "auto";  // auto, path or virtual
  std::string ca_bundle;            // empty: the system's
  int max_in_flight = 512;
  int max_attempts = 10;
  int64_t stall_timeout_ms = 30'000;  // an answer that does not go on for so long has failed
  int64_t deadline_ms = 300'000;      // for one call with its retries
};

struct S3Object {
  std::string key;
  uint64_t size_bytes = 0;
  std::string etag;  // with its quotes
};

struct S3Page {
  std::vector<S3Object> objects;
  std::vector<std::string> common_prefixes;
  std::string next_token;  // empty: the last page
};

struct S3Counts {
  std::atomic<int64_t> requests{0}, retries{0};
};

// The answer, or why there is none.
template <typename T>
struct S3Result {
  T value;
  std::optional<Error> error;
};

class S3Client {
 public:
  S3Client(std::string bucket, const S3Options& options);
  ~S3Client();
  S3Client(const S3Client&) = delete;
  S3Client& operator=(const S3Client&) = delete;

  // All answer on the HTTP client's thread, where nothing may block.
  void list(const std::string& prefix, const std::string& delimiter, const std::string& token,
            std::function<void(S3Result<S3Page>)> done);
  // `bytes` of the object from `offset`, all or none of them, of the version that has this ETag.
  void get(const S3Object& object, uint64_t offset, uint64_t bytes,
           std::function<void(S3Result<std::string>)> done);
  void put(const std::string& key, std::string body, std::function<void(std::optional<Error>)> done);
  void remove(const std::string& key, std::function<void(std::optional<Error>)> done);  // there or not

  const S3Counts& counts() const { return counts_; }
  std::string region() const;  // where the bucket is, as far as its answers told. Thread-safe.

 private:
  struct Call;
  void attempt(const std::shared_ptr<Call>& call, int64_t delay_ms);
  void take(const std::shared_ptr<Call>& call, HttpResponse response);
  bool mend(Call& call, const HttpResponse& response, const std::string& code);
  HttpRequest prepare(Call& call);
  void slow_down();

  const std::string bucket_;
  const S3Options options_;
  S3Counts counts_;
  mutable std::mutex region_mutex_;  // region_ is written on the HTTP client's thread
  std::string region_;
  // All below are used on the HTTP client's thread only.
  std::string endpoint_;
  bool path_style_ = false;
  SignerV4 signer_{"s3"};
  int64_t clock_offset_s_ = 0;
  double in_flight_limit_;
  int64_t slowed_at_ms_ = 0;
  Backoff backoff_;
  HttpClient http_;  // last: its thread uses all of the above
};

}  // namespace sparkify
