#include "aws/s3_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <pugixml.hpp>

namespace sparkify {

namespace {

using Clock = std::chrono::steady_clock;

int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch()).count();
}

struct S3Failure {
  std::string code, message, region;
};

S3Failure read_failure(const HttpResponse& response) {
  pugi::xml_document document;
  S3Failure failure;
  if (document.load_buffer(response.body.data(), response.body.size())) {
    const pugi::xml_node error = document.child("Error");
    failure = {error.child_value("Code"), error.child_value("Message"), error.child_value("Region")};
  }
  if (const std::string_view region = response.header("x-amz-bucket-region"); !region.empty())
    failure.region = region;
  return failure;
}

bool read_page(const std::string& body, S3Page& page) {
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size(), pugi::parse_default | pugi::parse_ws_pcdata_single))
    return false;
  const pugi::xml_node list = document.child("ListBucketResult");
  if (!list) return false;
  const bool is_encoded = std::string_view(list.child_value("EncodingType")) == "url";
  const auto name = [&](const char* text) { return is_encoded ? percent_decode(text) : std::string(text); };
  for (const pugi::xml_node entry : list.children("Contents")) {
    page.objects.push_back(
        {name(entry.child_value("Key")), entry.child("Size").text().as_ullong(), entry.child_value("ETag")});
  }
  for (const pugi::xml_node entry : list.children("CommonPrefixes"))
    page.common_prefixes.push_back(name(entry.child_value("Prefix")));
  if (std::string_view(list.child_value("IsTruncated")) == "true")
    page.next_token = list.child_value("NextContinuationToken");
  return true;
}

bool may_pass(int status, const std::string& code) {
  return status == 0 || status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
         status == 504 || code == "RequestTimeout" || code == "SlowDown";
}

std::string hint_for(int status, const std::string& code, bool is_signed, const char* permissions) {
  if (!is_signed && status == 403) return "the bucket is not public: leave out --no-sign-request";
  if (code == "AccessDenied") return fmt::format("the credentials need {}", permissions);
  if (code == "NoSuchBucket") return "check the bucket's name";
  if (code == "NoSuchKey") return "the object was removed while the load ran: run it again";
  if (code == "PreconditionFailed") return "the object was overwritten while the load ran: run it again";
  if (code == "SignatureDoesNotMatch") return "the secret key does not belong to the access key";
  if (code == "InvalidAccessKeyId") return "the access key does not exist there";
  if (code == "ExpiredToken") return "sign in again, or renew the session token";
  if (status == 0) return "check the endpoint, the network and the proxy settings";
  return may_pass(status, code) ? "the store is overloaded or down: run the load again later" : "";
}

// "Tue, 27 Mar 2007 19:36:42 GMT", seconds since 1970; 0: none.
int64_t http_date(std::string_view text) {
  std::tm utc{};
  const std::string copy(text);
  return strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S", &utc) == nullptr ? 0 : timegm(&utc);
}

std::string amazon_endpoint(const std::string& bucket, const std::string& region, bool path_style) {
  const char* suffix = region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
  return fmt::format("https://{}s3.{}{}", path_style ? "" : bucket + ".", region, suffix);
}

std::string with_bucket(const std::string& endpoint, const std::string& bucket) {
  const size_t host = endpoint.find("://") + 3;
  return endpoint.substr(0, host) + bucket + "." + endpoint.substr(host);
}

HttpOptions http_options(const S3Options& options) {
  HttpOptions http;
  http.max_in_flight = options.max_in_flight;
  http.ca_bundle = options.ca_bundle;
  http.stall_timeout_ms = options.stall_timeout_ms;
  return http;
}

constexpr const char* kToRead = "s3:ListBucket on the bucket and s3:GetObject on its objects";
constexpr const char* kToStage = "s3:PutObject and s3:DeleteObject on the objects of the staging prefix";

std::string no_fault(const HttpResponse&) { return ""; }

}  // namespace

struct S3Client::Call {
  std::string what;  // "read s3://bucket/key"
  const char* permissions = kToRead;
  std::string method = "GET";
  std::string body;
  std::string key;  // empty: the bucket itself
  std::vector<std::pair<std::string, std::string>> query, headers;
  std::function<std::string(const HttpResponse&)> fault =
      no_fault;  // of an answer with status 2xx; "" where it is whole
  std::function<void(S3Result<HttpResponse>)> done;
  int attempts = 0;
  int regions_tried = 0;
  bool clock_mended = false, credentials_renewed = false;
  int64_t deadline_ms = 0;         // from when it was first sent: it may have waited for others
  std::string credentials_origin;  // of the last attempt
  std::optional<Error> no_credentials;
};

S3Client::S3Client(std::string bucket, const S3Options& options)
    : bucket_(std::move(bucket)),
      options_(options),
      region_(options.region),
      endpoint_(options.endpoint),
      in_flight_limit_(options.max_in_flight),
      http_(http_options(options)) {
  if (options_.credentials) {
    options_.credentials->get();  // now, so that a lack of them is known before anything is sent
    if (region_.empty()) region_ = options_.credentials->profile_region();
  }
  if (region_.empty()) region_ = "us-east-1";
  while (endpoint_.ends_with('/')) endpoint_.pop_back();
  // A bucket with dots does not fit the certificate; other stores often have no name for each bucket.
  const bool automatic = !endpoint_.empty() || bucket_.find('.') != bucket_.npos;
  path_style_ = options_.addressing == "path" || (options_.addressing == "auto" && automatic);
  if (!endpoint_.empty() && !path_style_) endpoint_ = with_bucket(endpoint_, bucket_);
}

S3Client::~S3Client() = default;

std::string S3Client::region() const {
  const std::lock_guard lock(region_mutex_);
  return region_;
}

HttpRequest S3Client::prepare(Call& call) {
  if (call.deadline_ms == 0) call.deadline_ms = now_ms() + options_.deadline_ms;
  AwsRequest request;
  request.method = call.method;
  request.body = call.body;
  request.endpoint = endpoint_.empty() ? amazon_endpoint(bucket_, region_, path_style_) : endpoint_;
  request.path = (path_style_ ? "/" + bucket_ : "") + (call.key.empty() && path_style_ ? "" : "/" + call.key);
  request.query = call.query;
  request.headers = call.headers;
  if (!options_.credentials) return unsigned_request(request);
  try {
    const Credentials credentials = options_.credentials->get();
    call.credentials_origin = credentials.origin;
    return signer_.sign(request, region_, credentials, std::time(nullptr) + clock_offset_s_);
  } catch (const Error& error) {
    call.no_credentials = error;
    return unsigned_request(request);
  }
}

void S3Client::attempt(const std::shared_ptr<Call>& call, int64_t delay_ms) {
  ++counts_.requests;
  ++call->attempts;
  http_.send([this, call] { return prepare(*call); },
             [this, call](HttpResponse response) { take(call, std::move(response)); }, delay_ms);
}

// Halves what is in flight, at most once a second; take() lets it grow again.
void S3Client::slow_down() {
  if (now_ms() < slowed_at_ms_ + 1000) return;
  slowed_at_ms_ = now_ms();
  in_flight_limit_ = std::max(8.0, in_flight_limit_ / 2);
  http_.limit_in_flight(static_cast<int>(in_flight_limit_));
}

// What a second attempt with other settings can put right.
bool S3Client::mend(Call& call, const HttpResponse& response, const std::string& code) {
  const std::string region = read_failure(response).region;
  const bool elsewhere = response.status == 301 || response.status == 307 ||
                         code == "AuthorizationHeaderMalformed" ||
                         code == "IllegalLocationConstraintException";
  if (elsewhere && !region.empty() && ++call.regions_tried <= 2) {
    const std::lock_guard lock(region_mutex_);
    region_ = region;
    return true;
  }
  if (code == "RequestTimeTooSkewed" && !call.clock_mended) {
    const int64_t server_time = http_date(response.header("date"));
    if (server_time == 0) return false;
    clock_offset_s_ = server_time - std::time(nullptr);
    return call.clock_mended = true;
  }
  if ((code == "ExpiredToken" || code == "ExpiredTokenException") && options_.credentials &&
      !call.credentials_renewed) {
    options_.credentials->forget();
    return call.credentials_renewed = true;
  }
  return false;
}

void S3Client::take(const std::shared_ptr<Call>& call, HttpResponse response) {
  if (call->no_credentials) return call->done({{}, call->no_credentials});
  const bool answered = response.status >= 200 && response.status < 300;
  const std::string fault = answered ? call->fault(response) : "";
  if (answered && fault.empty()) {
    if (in_flight_limit_ < options_.max_in_flight) {
      in_flight_limit_ += 1 / in_flight_limit_;
      http_.limit_in_flight(static_cast<int>(in_flight_limit_));
    }
    return call->done({std::move(response), std::nullopt});
  }
  const S3Failure failure = answered ? S3Failure{} : read_failure(response);
  if (!answered && mend(*call, response, failure.code)) {
    ++counts_.retries;
    return attempt(call, 0);
  }
  if (response.status == 503 || response.status == 429) slow_down();
  if (answered || may_pass(response.status, failure.code)) {
    const int64_t delay_ms = backoff_.delay_ms(call->attempts);
    if (call->attempts < options_.max_attempts && now_ms() + delay_ms < call->deadline_ms) {
      ++counts_.retries;
      return attempt(call, delay_ms);
    }
  }
  std::string said = answered               ? fault
                     : response.status == 0 ? response.failure
                                            : fmt::format("{} {}", response.status, failure.code);
  if (!failure.message.empty()) said += ": " + failure.message;
  if (const std::string_view id = response.header("x-amz-request-id"); !id.empty())
    said += fmt::format(" (request {})", id);
  const bool is_refusal = response.status == 403 || failure.code == "ExpiredToken";
  if (is_refusal && !call->credentials_origin.empty())
    said += fmt::format(" with the credentials of {}", call->credentials_origin);
  if (call->attempts > 1) said += fmt::format(", after {} attempts", call->attempts);
  call->done(
      {{},
       Error(fmt::format("cannot {}: {}", call->what, said),
             hint_for(response.status, failure.code, options_.credentials != nullptr, call->permissions))});
}

void S3Client::list(const std::string& prefix, const std::string& delimiter, const std::string& token,
                    std::function<void(S3Result<S3Page>)> done) {
  auto call = std::make_shared<Call>();
  call->what = fmt::format("list s3://{}/{}", bucket_, prefix);
  call->query = {{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", prefix}};
  if (!delimiter.empty()) call->query.emplace_back("delimiter", delimiter);
  if (!token.empty()) call->query.emplace_back("continuation-token", token);
  auto page = std::make_shared<S3Page>();
  call->fault = [page](const HttpResponse& response) {
    *page = {};
    return read_page(response.body, *page) ? "" : "the answer is no whole list of objects";
  };
  call->done = [page, done = std::move(done)](const S3Result<HttpResponse>& result) {
    done({std::move(*page), result.error});
  };
  attempt(call, 0);
}

void S3Client::get(const S3Object& object, uint64_t offset, uint64_t bytes,
                   std::function<void(S3Result<std::string>)> done) {
  auto call = std::make_shared<Call>();
  call->what = fmt::format("read s3://{}/{}", bucket_, object.key);
  call->key = object.key;
  if (!object.etag.empty()) call->headers.emplace_back("if-match", object.etag);
  if (bytes < object.size_bytes)
    call->headers.emplace_back("range", fmt::format("bytes={}-{}", offset, offset + bytes - 1));
  call->fault = [bytes, etag = object.etag](const HttpResponse& response) -> std::string {
    if (response.body.size() != bytes)
      return fmt::format("{} bytes came instead of {}", response.body.size(), bytes);
    const std::string_view answered = response.header("etag");
    if (!etag.empty() && !answered.empty() && answered != etag)
      return fmt::format("its ETag is {}, not {} as it was listed", answered, etag);
    return "";
  };
  call->done = [done = std::move(done)](S3Result<HttpResponse> result) {
    done({std::move(result.value.body), std::move(result.error)});
  };
  attempt(call, 0);
}

void S3Client::put(const std::string& key, std::string body, std::function<void(std::optional<Error>)> done) {
  auto call = std::make_shared<Call>();
  call->what = fmt::format("write s3://{}/{}", bucket_, key);
  call->permissions = kToStage;
  call->method = "PUT";
  call->key = key;
  call->headers.emplace_back("content-type", "application/octet-stream");
  call->body = std::move(body);
  call->done = [done = std::move(done)](const S3Result<HttpResponse>& result) { done(result.error); };
  attempt(call, 0);
}

void S3Client::remove(const std::string& key, std::function<void(std::optional<Error>)> done) {
  auto call = std::make_shared<Call>();
  call->what = fmt::format("remove s3://{}/{}", bucket_, key);
  call->permissions = kToStage;
  call->method = "DELETE";
  call->key = key;
  call->done = [done = std::move(done)](const S3Result<HttpResponse>& result) { done(result.error); };
  attempt(call, 0);
}

}  // namespace sparkify
