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
  std::atomic<bool> committed{false};  // what the load did cannot be undone any more
  std::atomic<bool> cancelled{false};

  void start_anew() {  // but for `cancelled`
    phase = "listing";
    committed = false;
    for (std::atomic<int64_t>* number :
         {&objects_total, &objects_done, &bytes_total, &bytes_done, &records, &rejects})
      *number = 0;
  }
};

}  // namespace sparkify
