#include "source/s3.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <set>

#include "aws/s3_location.h"
#include "base/error.h"
#include "source/s3_listing.h"

namespace sparkify {

namespace {

constexpr uint64_t kPartBytes = 8 * 1024 * 1024;     // of large objects, each part is a request
constexpr uint64_t kBufferBytes = 64 * 1024 * 1024;  // of what is fetched ahead of the readers
constexpr size_t kBufferObjects = 8192;
constexpr size_t kPartsAhead = 8;  // of an object that is being read
constexpr size_t kLeastAhead = 2;  // even where the buffer is full

// An object on its way: parts that were asked for, and parts that have come.
struct Download {
  S3Object object;
  size_t parts = 0;  // none of an empty object: it is not asked for at all
  size_t asked = 0, taken = 0;
  std::map<size_t, std::string> come;
  std::optional<Error> error;
  bool abandoned = false;

  uint64_t offset(size_t part) const { return part * kPartBytes; }
  uint64_t bytes(size_t part) const { return std::min(kPartBytes, object.size_bytes - offset(part)); }
};

// Fetches what is expected, in order, ahead of the readers, within bounds. Thread-safe.
class Prefetch {
 public:
  explicit Prefetch(S3Client& client) : client_(client) {}

  void expect(std::vector<S3Object> objects, const std::atomic<bool>& cancelled) {
    const std::lock_guard lock(mutex_);
    cancelled_ = &cancelled;
    for (S3Object& object : objects) expected_.push_back(new_download(std::move(object)));
    pump();
  }

  std::shared_ptr<Download> open(S3Object object) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Download> download;
    if (const auto found = ahead_.find(object.key); found != ahead_.end()) {
      download = found->second;
      ahead_.erase(found);
    } else {
      const auto expected = std::find_if(expected_.begin(), expected_.end(),
                                         [&](const auto& d) { return d->object.key == object.key; });
      if (expected != expected_.end()) {
        download = *expected;
        expected_.erase(expected);
      } else {
        download = new_download(std::move(object));
      }
    }
    open_.insert(download);
    pump();
    return download;
  }

  // The next part; empty at the end.
  std::string next(const std::shared_ptr<Download>& download) {
    std::unique_lock lock(mutex_);
    if (download->taken == download->parts) return "";
    constexpr auto kLook = std::chrono::milliseconds(100);
    for (;;) {
      if (download->error) throw Error(*download->error);
      if (const auto part = download->come.find(download->taken); part != download->come.end()) {
        std::string bytes = std::move(part->second);
        download->come.erase(part);
        held_bytes_ -= download->bytes(download->taken);
        ++download->taken;
        pump();
        return bytes;
      }
      if (cancelled_ != nullptr && *cancelled_) throw Error("interrupted");
      changed_.wait_for(lock, kLook);
    }
  }

  void close(const std::shared_ptr<Download>& download) {
    const std::lock_guard lock(mutex_);
    download->abandoned = true;
    for (const auto& [part, bytes] : download->come) held_bytes_ -= download->bytes(part);
    open_.erase(download);
    pump();
  }

 private:
  static std::shared_ptr<Download> new_download(S3Object object) {
    auto download = std::make_shared<Download>();
    download->parts = (object.size_bytes + kPartBytes - 1) / kPartBytes;
    download->object = std::move(object);
    return download;
  }

  // Those that are being read go first, so that every reader can go on however full the buffer is.
  void pump() {
    for (const auto& download : open_) {
      while (download->asked < download->parts) {
        const size_t ahead = download->asked - download->taken;
        if (ahead >= (held_bytes_ < kBufferBytes ? kPartsAhead : kLeastAhead)) break;
        ask(download);
      }
    }
    while (!expected_.empty() && held_bytes_ < kBufferBytes && ahead_.size() < kBufferObjects) {
      const std::shared_ptr<Download> download = std::move(expected_.front());
      expected_.pop_front();
      if (download->parts > 0) ask(download);
      ahead_.emplace(download->object.key, download);
    }
  }

  void ask(const std::shared_ptr<Download>& download) {
    const size_t part = download->asked++;
    held_bytes_ += download->bytes(part);
    client_.get(download->object, download->offset(part), download->bytes(part),
                [this, download, part](S3Result<std::string> result) {
                  const std::lock_guard lock(mutex_);
                  if (download->abandoned) {
                    held_bytes_ -= download->bytes(part);
                  } else if (result.error) {
                    download->error = std::move(result.error);
                  } else {
                    download->come.emplace(part, std::move(result.value));
                  }
                  changed_.notify_all();
                });
  }

  S3Client& client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::atomic<bool>* cancelled_ = nullptr;
  std::deque<std::shared_ptr<Download>> expected_;                       // not asked for yet
  std::map<std::string, std::shared_ptr<Download>, std::less<>> ahead_;  // asked for, not opened yet
  std::set<std::shared_ptr<Download>> open_;
  uint64_t held_bytes_ = 0;  // asked for and not taken yet
};

class S3Reader : public ByteReader {
 public:
  S3Reader(Prefetch& prefetch, S3Object object)
      : prefetch_(prefetch), download_(prefetch.open(std::move(object))) {}
  ~S3Reader() override { prefetch_.close(download_); }
  S3Reader(const S3Reader&) = delete;
  S3Reader& operator=(const S3Reader&) = delete;

  size_t read(char* into, size_t capacity_bytes) override {
    if (at_ == part_.size()) {
      part_ = prefetch_.next(download_);
      at_ = 0;
    }
    const size_t bytes = std::min(capacity_bytes, part_.size() - at_);
    std::memcpy(into, part_.data() + at_, bytes);
    at_ += bytes;
    return bytes;
  }

 private:
  Prefetch& prefetch_;
  std::shared_ptr<Download> download_;
  std::string part_;
  size_t at_ = 0;
};

bool is_data(const S3Object& object, size_t prefix_bytes) {
  if (object.key.ends_with('/') && object.size_bytes == 0) return false;
  const size_t folder = object.key.substr(0, prefix_bytes).rfind('/');
  size_t name = folder == object.key.npos ? 0 : folder + 1;
  while (name < object.key.size()) {
    if (object.key[name] == '.') return false;
    const size_t slash = object.key.find('/', name);
    if (slash == object.key.npos) break;
    name = slash + 1;
  }
  return true;
}

class S3Store : public ObjectStore {
 public:
  S3Store(const std::string& bucket, std::string prefix, const S3Options& options)
      : root_("s3://" + bucket + "/"),
        prefix_(std::move(prefix)),
        prefetch_(client_),
        client_(bucket, options) {}

  std::vector<Object> list() override {
    std::vector<Object> objects;
    for (S3Object& found : list_objects(client_, prefix_)) {
      if (is_data(found, prefix_.size()))
        objects.push_back({root_ + found.key, found.size_bytes, std::move(found.etag)});
    }
    std::sort(objects.begin(), objects.end(),
              [](const Object& a, const Object& b) { return a.name < b.name; });
    return objects;
  }

  std::unique_ptr<ByteReader> open(const Object& object) override {
    return std::make_unique<S3Reader>(prefetch_, s3_object(object));
  }

  void expect(const std::vector<const Object*>& objects, const std::atomic<bool>& cancelled) override {
    std::vector<S3Object> in_order;
    in_order.reserve(objects.size());
    for (const Object* object : objects) in_order.push_back(s3_object(*object));
    prefetch_.expect(std::move(in_order), cancelled);
  }

  int64_t requests_to_read(const Object& object) const override {
    return static_cast<int64_t>((object.size_bytes + kPartBytes - 1) / kPartBytes);
  }

  StoreCounts counts() const override { return {client_.counts().requests, client_.counts().retries}; }

 private:
  S3Object s3_object(const Object& object) const {
    return {object.name.substr(root_.size()), object.size_bytes, object.tag};
  }

  std::string root_, prefix_;
  Prefetch prefetch_;
  S3Client client_;  // after prefetch_: its thread calls back into it
};

}  // namespace

std::unique_ptr<ObjectStore> open_s3(const std::string& location, const std::string& origin,
                                     const S3Options& options) {
  S3Location parsed = parse_s3_location(location, origin);
  return std::make_unique<S3Store>(parsed.bucket, std::move(parsed.key), options);
}

}  // namespace sparkify
