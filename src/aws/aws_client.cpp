#include "aws/aws_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "aws/signature_v4.h"
#include "base/crash_point.h"
#include "base/text.h"

namespace sparkify {

namespace {

using Clock = std::chrono::steady_clock;

HttpOptions http_options(const AwsOptions& options) {
  HttpOptions http;
  http.max_in_flight = 4;
  http.ca_bundle = options.ca_bundle;
  http.stall_timeout_ms = options.stall_timeout_ms;
  return http;
}

std::string form_of(const AwsParameters& parameters) {
  std::string form;
  for (const auto& [name, value] : parameters) {
    if (!form.empty()) form += '&';
    form += percent_encode(name) + '=' + percent_encode(value);
  }
  return form;
}

struct Failure {
  std::string code, message, request_id;
};

// {"__type": "com.amazonaws...#ConflictException"} and <ErrorResponse><Error><Code>, EC2's in <Errors>.
Failure read_failure(const HttpResponse& response, const AwsValue& answer) {
  Failure failure;
  const AwsValue& error =
      answer["Errors"]["Error"].children.empty() ? answer["Error"] : answer["Errors"]["Error"];
  failure.code = error["Code"].text;
  failure.message = error["Message"].text;
  if (failure.code.empty()) {
    failure.code = answer["__type"].text;
    if (failure.code.empty()) failure.code = response.header("x-amzn-errortype");
    failure.code = failure.code.substr(failure.code.find('#') + 1);
    failure.code = failure.code.substr(0, failure.code.find(':'));
    failure.message = answer["message"].text + answer["Message"].text;
  }
  failure.request_id = answer["RequestId"].text + answer["RequestID"].text;
  if (failure.request_id.empty()) failure.request_id = response.header("x-amzn-requestid");
  return failure;
}

bool may_pass(int status, const std::string& code) {
  return status == 0 || status == 408 || status == 429 || status >= 500 ||
         aws_error_entry(code).kind == AwsErrorKind::kThrottled;
}

// Seconds by which the server's clock is ahead; 0 where its answer does not say.
int64_t clock_offset_s(const HttpResponse& response) {
  std::tm utc{};
  const std::string date(response.header("date"));
  if (strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S", &utc) == nullptr) return 0;
  return timegm(&utc) - std::time(nullptr);
}

std::string hint_for(int status, const std::string& code) {
  if (const std::string_view hint = aws_error_entry(code).hint; !hint.empty()) return std::string(hint);
  if (status == 0) return "check the region, the network and the proxy settings";
  return status >= 500 ? "AWS has trouble: run the command again later" : "";
}

}  // namespace

struct AwsClient::Call {
  const AwsService& service;
  std::string operation, content_type, body;
  AwsValue shown;  // the body, for --debug
  int attempts = 0;
  bool clock_mended = false, credentials_renewed = false;
  std::string credentials_origin = "";  // of the last attempt

  AwsError error(const HttpResponse& response, const Failure& failure, AwsErrorKind kind) const;
};

void AwsOptions::sleep_ms(int64_t ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

AwsClient::AwsClient(AwsOptions options) : options_(std::move(options)), http_(http_options(options_)) {
  if (options_.region.empty()) options_.region = options_.credentials->profile_region();
  if (options_.region.empty()) options_.region = options_.fallback_region;
  if (options_.region.empty()) {
    throw UsageError(
        "no AWS region is set",
        "--region us-west-2, AWS_REGION in the environment, or REGION under [AWS] of the config file");
  }
}

std::string AwsClient::partition() const {
  if (options_.region.starts_with("cn-")) return "aws-cn";
  return options_.region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::string AwsClient::signing_region(const AwsService& service) const {
  if (service.has_regions) return options_.region;
  if (partition() == "aws-cn") return "cn-north-1";
  return partition() == "aws-us-gov" ? "us-gov-west-1" : "us-east-1";
}

std::string AwsClient::endpoint(const AwsService& service) const {
  for (const std::string& variable :
       {fmt::format("AWS_ENDPOINT_URL_{}", service.environment), std::string("AWS_ENDPOINT_URL")}) {
    const char* value = options_.environment(variable.c_str());
    if (value == nullptr || *value == '\0') continue;
    std::string url = value;
    while (url.ends_with('/')) url.pop_back();
    if (!url.starts_with("http://") && !url.starts_with("https://"))
      throw UsageError(fmt::format("{} is {}", variable, url),
                       "write it as https://host or http://host:port");
    return url;
  }
  const char* domain = partition() == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  if (service.has_regions) return fmt::format("https://{}.{}.{}", service.name, options_.region, domain);
  if (partition() == "aws") return fmt::format("https://{}.{}", service.name, domain);
  return fmt::format("https://{}.{}.{}", service.name,
                     partition() == "aws-us-gov" ? "us-gov" : signing_region(service), domain);
}

HttpRequest AwsClient::sign(Call& call) {
  AwsRequest request;
  request.method = "POST";
  request.endpoint = endpoint(call.service);
  request.headers = {{"content-type", call.content_type}};
  if (call.service.protocol == AwsProtocol::kJson)
    request.headers.emplace_back("x-amz-target", fmt::format("{}.{}", call.service.version, call.operation));
  request.body = call.body;
  const Credentials credentials = options_.credentials->get();
  call.credentials_origin = credentials.origin;
  return SignerV4(std::string(call.service.name))
      .sign(request, signing_region(call.service), credentials, std::time(nullptr) + clock_offset_s_);
}

void AwsClient::show_request(const Call& call) const {
  if (!options_.debug) return;
  options_.debug(fmt::format("> {}:{} {}\n{}", call.service.name, call.operation, endpoint(call.service),
                             shown_without_secrets(call.shown)));
}

void AwsClient::show_answer(const HttpResponse& response, const AwsValue& answer) const {
  if (!options_.debug) return;
  options_.debug(response.status == 0 ? fmt::format("< {}\n", response.failure)
                                      : fmt::format("< {}, {} bytes\n{}", response.status,
                                                    response.body.size(), shown_without_secrets(answer)));
}

// What a second attempt with another clock or other credentials can put right.
bool AwsClient::mend(Call& call, const HttpResponse& response, AwsErrorKind kind) {
  constexpr int64_t kToleratedSeconds = 240;
  if ((kind == AwsErrorKind::kSkewed || kind == AwsErrorKind::kExpired) && !call.clock_mended) {
    const int64_t offset = clock_offset_s(response);
    if (std::abs(offset - clock_offset_s_) > kToleratedSeconds) {
      clock_offset_s_ = offset;
      return call.clock_mended = true;
    }
  }
  if (kind == AwsErrorKind::kExpired && !call.credentials_renewed) {
    options_.credentials->forget();
    return call.credentials_renewed = true;
  }
  return false;
}

AwsError AwsClient::Call::error(const HttpResponse& response, const Failure& failure,
                                AwsErrorKind kind) const {
  std::string said = response.status == 0     ? response.failure
                     : response.status == 200 ? "the answer is none of this service"
                                              : fmt::format("{} {}", response.status, failure.code);
  if (!failure.message.empty()) said += ": " + failure.message;
  if (!failure.request_id.empty()) said += fmt::format(" (request {})", failure.request_id);
  if (response.status == 403 || kind == AwsErrorKind::kExpired || kind == AwsErrorKind::kSkewed)
    said += fmt::format(" with the credentials of {}", credentials_origin);
  if (attempts > 1) said += fmt::format(", after {} attempts", attempts);
  return {fmt::format("{}:{} failed: {}", service.name, operation, said), failure.code, response.status,
          hint_for(response.status, failure.code)};
}

AwsValue AwsClient::call(Call call) {
  const auto deadline = Clock::now() + std::chrono::milliseconds(options_.deadline_ms);
  const bool is_json = call.service.protocol == AwsProtocol::kJson;
  for (;;) {
    ++call.attempts;
    show_request(call);
    const HttpResponse response = http_.fetch(sign(call));
    const std::optional<AwsValue> parsed =
        is_json ? parse_aws_json(response.body) : parse_aws_xml(response.body);
    const AwsValue answer = parsed.value_or(AwsValue{});
    show_answer(response, answer);
    crash_point();
    if (response.status == 200 && parsed && (is_json || answer.name == call.operation + "Response")) {
      const AwsValue& wrapped = answer[call.operation + "Result"];
      return wrapped.name.empty() ? answer : wrapped;
    }
    const Failure failure = read_failure(response, answer);
    const AwsErrorKind kind = aws_error_entry(failure.code).kind;
    if (mend(call, response, kind)) continue;
    const bool may_be_tried_again = response.status == 200 || may_pass(response.status, failure.code);
    const int64_t delay_ms = backoff_.delay_ms(call.attempts);
    if (!may_be_tried_again || call.attempts >= options_.max_attempts ||
        Clock::now() + std::chrono::milliseconds(delay_ms) >= deadline) {
      throw call.error(response, failure, kind);
    }
    options_.pause(delay_ms);
  }
}

AwsValue AwsClient::query(const AwsService& service, const std::string& operation,
                          const AwsParameters& parameters) {
  Call of{service, operation, "application/x-www-form-urlencoded; charset=utf-8", "", {}};
  of.body = form_of({{"Action", operation}, {"Version", std::string(service.version)}});
  if (!parameters.empty()) of.body += '&' + form_of(parameters);
  for (const auto& [name, value] : parameters) of.shown.children.push_back({name, value, {}});
  return call(of);
}

AwsValue AwsClient::json(const AwsService& service, const std::string& operation, const std::string& body) {
  return call(
      {service, operation, "application/x-amz-json-1.1", body, parse_aws_json(body).value_or(AwsValue{})});
}

}  // namespace sparkify
