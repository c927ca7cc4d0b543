#pragma once
// HTTP over libcurl's multi interface: hundreds of requests in flight on kept-alive connections, on one
// thread of its own. Neither retries nor follows redirects: who asks knows better. The only user of libcurl.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sparkify {

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct HttpResponse {
  int status = 0;                                           // 0: no whole answer came
  std::string failure;                                      // why not
  std::map<std::string, std::string, std::less<>> headers;  // names in lower case
  std::string body;

  std::string_view header(std::string_view lower_case_name) const;  // "" where there is none
};

struct HttpOptions {
  int max_in_flight = 512;
  int64_t connect_timeout_ms = 10'000;
  int64_t stall_timeout_ms = 30'000;  // an answer that does not go on for so long has failed
  std::string ca_bundle;              // empty: the system's
};

class HttpClient {
 public:
  explicit HttpClient(const HttpOptions& options);
  ~HttpClient();  // drops what is in flight; the callbacks of that are not called
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Both are called on the client's thread, where all others wait for them. `make` is, when the request is
  // about to be sent, so that a signature is fresh; renewing credentials for it may take seconds, and what it
  // throws is the request's failure. `done` is, when it was answered or failed; it must not block or throw.
  using Make = std::function<HttpRequest()>;
  using Done = std::function<void(HttpResponse)>;

  // Sends in the order of calls, not before `delay_ms` from now. Thread-safe; may be called from `done`.
  void send(Make make, Done done, int64_t delay_ms = 0);

  // Sends and waits. Not from `make` or `done`.
  HttpResponse fetch(HttpRequest request);

  // How many requests may be in flight from now on. From `make` and `done` only.
  void limit_in_flight(int requests);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace sparkify
