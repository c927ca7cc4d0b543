#pragma once
// A running load's progress, told to other processes: a small file that only this user can read, written a
// few times a second, found by the target's name and removed at the end.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "load/progress.h"

namespace sparkify {

struct LiveLoad {
  std::string phase;
  int64_t objects_total = 0, objects_done = 0;
  int64_t bytes_total = 0, bytes_done = 0;
  int64_t records = 0, rejects = 0;
  double seconds = 0;
};

// Tells while it exists. A load goes on where the file cannot be written.
class LiveProgress {
 public:
  LiveProgress(const std::string& target, const LoadProgress& progress);
  ~LiveProgress();
  LiveProgress(const LiveProgress&) = delete;
  LiveProgress& operator=(const LiveProgress&) = delete;

 private:
  void run();
  void write() const;

  const LoadProgress& progress_;
  std::string path_;  // empty: there is no place for it
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

// The load that runs into the target on this machine, if any. Files of processes that have died do not count.
std::optional<LiveLoad> live_load(const std::string& target);

// A folder for files that only this user can read: $XDG_RUNTIME_DIR/sparkify or /tmp/sparkify-UID. Empty
// where there is none to trust.
std::string private_folder();

}  // namespace sparkify
