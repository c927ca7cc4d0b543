#pragma once
// How long a call waits before it is tried again: exponential backoff with full jitter.
// aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter

#include <algorithm>
#include <cstdint>
#include <random>

namespace sparkify {

// Not thread-safe.
class Backoff {
 public:
  int64_t delay_ms(int attempts) {
    constexpr int64_t kFirstMs = 100, kLongestMs = 20'000;
    const int64_t ceiling = std::min(kLongestMs, kFirstMs << std::min(attempts - 1, 10));
    return std::uniform_int_distribution<int64_t>(0, ceiling)(random_);
  }

 private:
  std::mt19937_64 random_{std::random_device{}()};
};

}  // namespace sparkify
