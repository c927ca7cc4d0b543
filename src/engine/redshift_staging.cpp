#include "engine/redshift_staging.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "aws/s3_location.h"
#include "base/text.h"
#include "engine/json_rows.h"
#include "source/s3_listing.h"
#include "source/zstd_writer.h"

namespace sparkify {

namespace {

constexpr size_t kLeastChunksInPart = 16;  // 32,768 rows: a MB compressed, as Redshift recommends at least
constexpr size_t kMostChunksInPart = 64;   // which bounds the memory of parts that wait
constexpr int kMostInFlight = 8;           // parts that wait in memory until they are sent

std::string folder_of(const std::string& prefix, std::string_view warehouse) {
  const bool open = !prefix.empty() && !prefix.ends_with('/');
  return fmt::format("{}{}sparkify-{:016x}/", prefix, open ? "/" : "", fnv_1a(warehouse));
}

}  // namespace

// Calls in flight, whose first error is kept. Thread-safe.
class RedshiftStaging::Transfers {
 public:
  explicit Transfers(bool& failed) : failed_(failed) {}
  ~Transfers() { wait_until(0); }

  std::function<void(std::optional<Error>)> start() {
    wait_until(kMostInFlight - 1);
    const std::lock_guard lock(mutex_);
    ++in_flight_;
    return [this](const std::optional<Error>& error) {
      const std::lock_guard done(mutex_);
      if (error && !error_) error_ = error;
      --in_flight_;
      changed_.notify_all();
    };
  }

  void finish() {
    wait_until(0);
    failed_ = error_.has_value();
    if (error_) throw Error(*error_);
  }

 private:
  void wait_until(int in_flight) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return in_flight_ <= in_flight; });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int in_flight_ = 0;
  std::optional<Error> error_;
  bool& failed_;
};

RedshiftStaging::RedshiftStaging(const std::string& location, const std::string& origin,
                                 std::string_view warehouse, const S3Options& options)
    : bucket_(parse_s3_location(location, origin).bucket),
      folder_(folder_of(parse_s3_location(location, origin).key, warehouse)),
      unique_(fmt::format("{:08x}", std::random_device{}())),
      client_(bucket_, options) {}

RedshiftStaging::~RedshiftStaging() {
  if (failed_ || put_.empty()) return;
  try {
    remove_keys({put_.begin(), put_.end()});
  } catch (const Error&) {
    // The next load removes them.
  }
}

std::string RedshiftStaging::url(const std::string& key) const { return S3Location{bucket_, key}.url(); }

std::vector<std::string> RedshiftStaging::put_rows(const RowBatch& batch, size_t slices,
                                                   size_t longest_text_bytes) {
  const auto& chunks = batch.chunks();
  const auto divided = [&](size_t by) { return (chunks.size() + by - 1) / by; };
  const size_t parts = std::min(divided(kLeastChunksInPart), slices * divided(slices * kMostChunksInPart));
  const std::string name = fmt::format("{}{}-{}-{}", folder_, batch.schema().table, unique_, ++sequence_);
  const auto key = [&](size_t part) { return fmt::format("{}-{:04}.json.zst", name, part); };
  for (size_t part = 0; part < parts; ++part) put_.insert(key(part));
  Transfers transfers(failed_);
  std::atomic<size_t> next{0};
  const auto work = [&] {
    JsonRows rows(batch.schema(), longest_text_bytes);
    ZstdWriter writer;
    for (size_t part = next++; part < parts; part = next++) {
      for (size_t i = part * chunks.size() / parts; i < (part + 1) * chunks.size() / parts; ++i)
        writer.append(rows.encode(*chunks[i]));
      client_.put(key(part), writer.finish(), transfers.start());
    }
  };
  {
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < std::min<size_t>(parts, std::thread::hardware_concurrency()); ++i)
      threads.emplace_back(work);
    work();
  }
  transfers.finish();
  std::vector<std::string> urls;
  for (size_t part = 0; part < parts; ++part) urls.push_back(url(key(part)));
  return urls;
}

std::string RedshiftStaging::put_manifest(std::string_view name, const std::vector<std::string>& urls) {
  nlohmann::json manifest = {{"entries", nlohmann::json::array()}};
  for (const std::string& entry : urls) manifest["entries"].push_back({{"url", entry}, {"mandatory", true}});
  const std::string key = fmt::format("{}{}-{}-{}.manifest", folder_, name, unique_, ++sequence_);
  put_.insert(key);
  Transfers transfers(failed_);
  client_.put(key, manifest.dump(), transfers.start());
  transfers.finish();
  return url(key);
}

void RedshiftStaging::remove(const std::vector<std::string>& urls) {
  std::vector<std::string> keys;
  for (const std::string& entry : urls) keys.push_back(entry.substr(url("").size()));
  remove_keys(keys);
}

void RedshiftStaging::remove_leftovers() {
  std::vector<std::string> keys;
  for (S3Object& object : list_objects(client_, folder_)) keys.push_back(std::move(object.key));
  remove_keys(keys);
}

void RedshiftStaging::remove_keys(const std::vector<std::string>& keys) {
  Transfers transfers(failed_);
  for (const std::string& key : keys) client_.remove(key, transfers.start());
  transfers.finish();
  for (const std::string& key : keys) put_.erase(key);
}

}  // namespace sparkify
