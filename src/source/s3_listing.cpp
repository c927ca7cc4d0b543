#include "source/s3_listing.h"

#include <condition_variable>
#include <mutex>

namespace sparkify {

namespace {

constexpr size_t kMostFolders = 500;  // more are likely small, and a request each would cost more than pages

// Shared by the callbacks; the last of them ends the listing.
class Listing : public std::enable_shared_from_this<Listing> {
 public:
  explicit Listing(S3Client& client) : client_(client) {}

  void list(const std::string& prefix) {
    request(prefix, "", "", [this, prefix](S3Page page) {
      if (page.next_token.empty()) return add(std::move(page.objects));
      divide(prefix, prefix, std::move(page));
    });
  }

  std::vector<S3Object> wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return pending_ == 0; });
    if (error_) throw Error(*error_);
    return std::move(objects_);
  }

 private:
  template <typename Then>
  void request(const std::string& prefix, const std::string& delimiter, const std::string& token, Then then) {
    {
      const std::lock_guard lock(mutex_);
      ++pending_;
    }
    client_.list(prefix, delimiter, token,
                 [self = shared_from_this(), then = std::move(then)](S3Result<S3Page> result) mutable {
                   if (!result.error) then(std::move(result.value));
                   const std::lock_guard lock(self->mutex_);
                   if (result.error && !self->error_) self->error_ = std::move(result.error);
                   if (--self->pending_ == 0) self->changed_.notify_all();
                 });
  }

  // `prefix` has more objects than its first page. Looks for folders in `folder`, the prefix or the only
  // folder in it.
  void divide(const std::string& prefix, const std::string& folder, S3Page first_page) {
    request(folder, "/", "", [this, prefix, folder, first_page = std::move(first_page)](S3Page page) mutable {
      const size_t folders = page.common_prefixes.size();
      if (!page.next_token.empty() || folders == 0 || folders > kMostFolders) {
        follow(prefix, std::move(first_page));
      } else if (folders == 1 && page.objects.empty()) {
        divide(prefix, page.common_prefixes[0], std::move(first_page));
      } else {
        add(std::move(page.objects));
        for (const std::string& inner : page.common_prefixes) list(inner);
      }
    });
  }

  void follow(const std::string& prefix, S3Page page) {
    const std::string token = std::move(page.next_token);
    add(std::move(page.objects));
    if (token.empty()) return;
    request(prefix, "", token, [this, prefix](S3Page next) { follow(prefix, std::move(next)); });
  }

  void add(std::vector<S3Object> objects) {
    const std::lock_guard lock(mutex_);
    for (S3Object& object : objects) objects_.push_back(std::move(object));
  }

  S3Client& client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t pending_ = 0;
  std::vector<S3Object> objects_;
  std::optional<Error> error_;
};

}  // namespace

std::vector<S3Object> list_objects(S3Client& client, const std::string& prefix) {
  const auto listing = std::make_shared<Listing>(client);
  listing->list(prefix);
  return listing->wait();
}

}  // namespace sparkify
