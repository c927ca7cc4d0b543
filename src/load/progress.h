#pragma once
// What a load tells while it runs: numbers that threads add to and a display reads.

#include <atomic>
#include <cstdint>

namespace sparkify {

struct LoadProgress {
  std::atomic<const char*> phase{"listing"};
  std::atomic<int64_t> objects_total{0}, objects_done{0};
  std::atomic<int64_t> bytes_total{0};  // as stored
  std::atomic<int64_t> bytes_done{0};   // of objects that are done, as stored
  std::atomic<int64_t> records{0}, rejects{0};
  std::atomic<bool> cancelled{false};
};

}  // namespace sparkify
