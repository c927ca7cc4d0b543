#include "net/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>
#include <queue>
#include <thread>

#include "base/error.h"
#include "base/text.h"

namespace sparkify {

namespace {

using Clock = std::chrono::steady_clock;

struct Waiting {
  Clock::time_point due;
  uint64_t number;  // of those due at the same time the first comes first
  HttpClient::Make make;
  HttpClient::Done done;
};

struct Later {
  bool operator()(const Waiting& a, const Waiting& b) const {
    return a.due != b.due ? a.due > b.due : a.number > b.number;
  }
};

struct Transfer {
  CURL* easy = curl_easy_init();
  curl_slist* headers = nullptr;
  HttpRequest request;
  HttpResponse response;
  HttpClient::Done done;
  char failure[CURL_ERROR_SIZE] = {};

  Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
  }
};

size_t take_body(char* data, size_t, size_t bytes, void* transfer) {
  static_cast<Transfer*>(transfer)->response.body.append(data, bytes);
  return bytes;
}

size_t take_header(char* data, size_t, size_t bytes, void* transfer) {
  HttpResponse& response = static_cast<Transfer*>(transfer)->response;
  const std::string_view line(data, bytes);
  if (line.starts_with("HTTP/")) {
    response.headers.clear();  // those before belong to a 100 Continue
  } else if (const size_t colon = line.find(':'); colon != line.npos) {
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "content-length") {
      constexpr size_t kMost = 64 * 1024 * 1024;
      response.body.reserve(std::min<size_t>(std::strtoull(std::string(value).c_str(), nullptr, 10), kMost));
    }
    response.headers[name] = value;
  }
  return bytes;
}

}  // namespace

std::string_view HttpResponse::header(std::string_view lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? std::string_view() : found->second;
}

class HttpClient::Loop {
 public:
  explicit Loop(const HttpOptions& options) : options_(options), limit_(options.max_in_flight) {
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_multi_init();
    if (global != CURLE_OK || multi_ == nullptr) throw Error("cannot start libcurl");
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options.max_in_flight));
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }

  ~Loop() {
    thread_.request_stop();
    curl_multi_wakeup(multi_);
    thread_.join();
    for (Transfer* transfer : active_) {
      curl_multi_remove_handle(multi_, transfer->easy);
      delete transfer;
    }
    spare_.clear();
    curl_multi_cleanup(multi_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void send(Make make, Done done, int64_t delay_ms) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push({Clock::now() + std::chrono::milliseconds(delay_ms), next_number_++, std::move(make),
                     std::move(done)});
    }
    curl_multi_wakeup(multi_);
  }

  void limit_in_flight(int requests) { limit_ = requests; }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      start_due();
      int running = 0;
      curl_multi_perform(multi_, &running);
      finish_answered();
      curl_multi_poll(multi_, nullptr, 0, wait_ms(), nullptr);
    }
  }

  int wait_ms() {
    constexpr int kLongest = 1000;
    const std::lock_guard lock(mutex_);
    if (waiting_.empty() || static_cast<int>(active_.size()) >= limit_) return kLongest;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(waiting_.top().due - Clock::now()).count();
    return static_cast<int>(std::clamp<int64_t>(wait, 0, kLongest));
  }

  void start_due() {
    while (static_cast<int>(active_.size()) < limit_) {
      std::optional<Waiting> next;
      {
        const std::lock_guard lock(mutex_);
        if (waiting_.empty() || waiting_.top().due > Clock::now()) return;
        next = std::move(const_cast<Waiting&>(waiting_.top()));
        waiting_.pop();
      }
      start(std::move(*next));
    }
  }

  void start(Waiting waiting) {
    std::unique_ptr<Transfer> transfer;
    if (spare_.empty()) {
      transfer = std::make_unique<Transfer>();
    } else {
      transfer = std::move(spare_.back());
      spare_.pop_back();
    }
    try {
      transfer->request = waiting.make();
    } catch (const std::exception& error) {
      spare_.push_back(std::move(transfer));
      return waiting.done({0, error.what(), {}, ""});
    }
    transfer->response = {};
    transfer->done = std::move(waiting.done);
    set_options(*transfer);
    curl_multi_add_handle(multi_, transfer->easy);
    active_.push_back(transfer.release());
  }

  void set_options(Transfer& transfer) const {
    CURL* easy = transfer.easy;
    const HttpRequest& request = transfer.request;
    curl_easy_reset(easy);
    curl_slist_free_all(transfer.headers);
    transfer.headers = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : request.headers) {
      const std::string line = fmt::format("{}{}{}", name, value.empty() ? ";" : ": ", value);
      transfer.headers = curl_slist_append(transfer.headers, line.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    if (request.method == "HEAD") {
      curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else {
      curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    if (request.method == "POST" || request.method == "PUT") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout_ms));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME,
                     static_cast<long>(std::max<int64_t>(1, options_.stall_timeout_ms / 1000)));
    if (!options_.ca_bundle.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_bundle.c_str());
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.failure);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
    transfer.failure[0] = '\0';
  }

  void finish_answered() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      char* pointer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &pointer);
      std::unique_ptr<Transfer> transfer(reinterpret_cast<Transfer*>(pointer));
      const CURLcode code = message->data.result;
      curl_multi_remove_handle(multi_, transfer->easy);
      std::erase(active_, transfer.get());
      if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
        transfer->response.status = static_cast<int>(status);
      } else {
        transfer->response.failure =
            transfer->failure[0] != '\0' ? transfer->failure : curl_easy_strerror(code);
      }
      const Done done = std::move(transfer->done);
      HttpResponse response = std::move(transfer->response);
      spare_.push_back(std::move(transfer));
      done(std::move(response));
    }
  }

  const HttpOptions options_;
  int limit_;
  CURLM* multi_ = nullptr;
  std::vector<Transfer*> active_;  // owned
  std::vector<std::unique_ptr<Transfer>> spare_;

  std::mutex mutex_;  // guards the two below
  std::priority_queue<Waiting, std::vector<Waiting>, Later> waiting_;
  uint64_t next_number_ = 0;
  std::jthread thread_;  // last: it uses all of the above
};

HttpClient::HttpClient(const HttpOptions& options) : loop_(std::make_unique<Loop>(options)) {}
HttpClient::~HttpClient() = default;

void HttpClient::send(Make make, Done done, int64_t delay_ms) {
  loop_->send(std::move(make), std::move(done), delay_ms);
}

void HttpClient::limit_in_flight(int requests) { loop_->limit_in_flight(requests); }

HttpResponse HttpClient::fetch(HttpRequest request) {
  struct Answer {
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<HttpResponse> response;
  };
  const auto answer = std::make_shared<Answer>();
  send([request = std::move(request)] { return request; },
       [answer](HttpResponse response) {
         const std::lock_guard lock(answer->mutex);
         answer->response = std::move(response);
         answer->changed.notify_one();
       });
  std::unique_lock lock(answer->mutex);
  answer->changed.wait(lock, [&] { return answer->response.has_value(); });
  return std::move(*answer->response);
}

}  // namespace sparkify
