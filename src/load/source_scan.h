#pragma once
// Objects of all sources -> batches of rows, as much as fits in memory at a time, on several threads. An
// object that does not fit in a window goes on in the next. Threads for which no object is left to begin help
// with one that another has begun, so that a single large object keeps all of them busy.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "load/progress.h"
#include "scan/block_scanner.h"

namespace sparkify {

struct ScanSource {
  std::string name;
  ObjectStore* store;
  RecordFormat format;
  std::string jsonpaths;  // where they were read from; empty: 'auto'
};

struct ScanTask {
  size_t source;  // index into the sources
  Object object;
  int64_t object_id;
};

struct ScannedObject {
  int64_t object_id = 0;
  ScanCounts counts;
};

class SourceScan {
 public:
  // `sources` and `tasks` must outlive this. A source's tasks are scanned from the last to the first: names
  // tend to hold dates, and where rows replace each other the latest then come first. A window ends when its
  // rows and rejects take `window_bytes` in memory.
  SourceScan(const std::vector<ScanSource>& sources, const std::vector<ScanTask>& tasks, int threads,
             uint64_t window_bytes, LoadProgress& progress);
  ~SourceScan();

  // Fills the batches with the next window's rows. False when there are none left.
  bool next_window();

  const std::vector<std::unique_ptr<RowBatch>>& batches() const { return batches_; }  // one a source
  std::vector<Reject> take_rejects();                                                 // of the window
  std::vector<ScannedObject> take_ended_objects();                                    // of the window
  std::vector<DriftCounts> drift() const;  // of all windows, one a source

 private:
  struct OpenObject;
  struct Thread;

  void scan_window(Thread& thread);
  bool take_tasks(Thread& thread);
  std::shared_ptr<OpenObject> next_object(Thread& thread);
  bool scan_next_block(Thread& thread);
  void share(const std::shared_ptr<OpenObject>& object, bool ended);
  bool is_over() const;  // the window
  ScanOutput& output(Thread& thread, size_t source);
  void number_records();

  const std::vector<ScanSource>& sources_;
  uint64_t window_bytes_;
  LoadProgress& progress_;
  const std::vector<const ScanTask*> tasks_;
  std::vector<std::unique_ptr<RowBatch>> batches_;
  std::vector<std::unique_ptr<Thread>> threads_;
  std::vector<std::atomic<size_t>> unended_;  // objects of each source; at 0 its chunks are given back
  std::atomic<int64_t> left_bytes_ = 0;       // of the window
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;  // guards the four below
  size_t next_task_ = 0;
  size_t unread_ = 0;                               // tasks that a thread has taken, and not begun
  std::deque<std::shared_ptr<OpenObject>> shared_;  // begun, and of more than one block
  std::condition_variable changed_;                 // one of these, or the window is over
  std::vector<Reject> rejects_;
  std::vector<ScannedObject> ended_;
};

}  // namespace sparkify
