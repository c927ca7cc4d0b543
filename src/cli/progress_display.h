#pragma once
// Shows a load's progress on stderr while it runs: one line that changes on a terminal, a line every few
// seconds elsewhere. Nothing for loads of under a second.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "load/progress.h"

namespace sparkify {

class ProgressDisplay {
 public:
  explicit ProgressDisplay(const LoadProgress& progress);
  ~ProgressDisplay();
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

 private:
  void run();
  void print() const;

  const LoadProgress& progress_;
  bool terminal_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace sparkify
