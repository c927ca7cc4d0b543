#include "load/source_scan.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <thread>
#include <utility>

#include "base/crash_point.h"

namespace sparkify {

namespace {

size_t row_bytes(const Schema& rows) {
  size_t bytes = 0;
  for (const Column& column : rows.columns) bytes += value_bytes(column.type);
  return bytes;
}

}  // namespace

// What a thread keeps over all windows: a buffer, a parser for each source, made when it is first needed, and
// the object it is in. And what it found in this window.
struct SourceScan::Thread {
  std::vector<char> buffer;
  std::vector<std::unique_ptr<RecordParser>> parsers;
  std::deque<ScanTask> tasks;  // taken; the first is running where there is a scanner
  std::unique_ptr<ObjectScanner> scanner;

  std::vector<Reject> rejects;
  std::vector<ScannedObject> ended;
  std::exception_ptr failure;
};

SourceScan::SourceScan(const std::vector<ScanSource>& sources, std::vector<ScanTask> tasks, int threads,
                       uint64_t window_bytes, LoadProgress& progress)
    : sources_(sources),
      window_bytes_(window_bytes),
      progress_(progress),
      tasks_(std::make_move_iterator(tasks.begin()), std::make_move_iterator(tasks.end())) {
  for (const ScanSource& source : sources_)
    batches_.push_back(std::make_unique<RowBatch>(source.format.rows()));
  for (int i = 0; i < threads; ++i) {
    threads_.push_back(std::make_unique<Thread>());
    threads_.back()->parsers.resize(sources_.size());
  }
  std::vector<std::vector<Object>> expected(sources_.size());
  for (const ScanTask& task : tasks_) expected[task.source].push_back(task.object);
  for (size_t i = 0; i < sources_.size(); ++i) sources_[i].store->expect(expected[i], progress.cancelled);
}

SourceScan::~SourceScan() = default;

std::vector<Reject> SourceScan::take_rejects() { return std::exchange(rejects_, {}); }
std::vector<ScannedObject> SourceScan::take_ended_objects() { return std::exchange(ended_, {}); }

std::vector<DriftCounts> SourceScan::drift() const {
  std::vector<DriftCounts> sum(sources_.size());
  for (const auto& thread : threads_) {
    for (size_t i = 0; i < sum.size(); ++i) {
      if (thread->parsers[i]) sum[i].add(thread->parsers[i]->drift());
    }
  }
  return sum;
}

bool SourceScan::next_window() {
  for (auto& batch : batches_) batch->clear();
  if (tasks_.empty() &&
      std::all_of(threads_.begin(), threads_.end(), [](const auto& thread) { return thread->tasks.empty(); }))
    return false;
  left_bytes_ = static_cast<int64_t>(window_bytes_);
  {
    std::vector<std::jthread> workers;
    for (auto& each : threads_) {
      workers.emplace_back([this, &thread = *each] {
        try {
          scan_window(thread);
        } catch (...) {
          thread.failure = std::current_exception();
          failed_ = true;
        }
      });
    }
  }
  for (auto& thread : threads_) {
    if (thread->failure) std::rethrow_exception(thread->failure);
    std::move(thread->rejects.begin(), thread->rejects.end(), std::back_inserter(rejects_));
    std::move(thread->ended.begin(), thread->ended.end(), std::back_inserter(ended_));
    thread->rejects.clear();
    thread->ended.clear();
  }
  return true;
}

// One object, or several small ones, so that threads seldom wait for each other.
bool SourceScan::take_tasks(Thread& thread) {
  constexpr size_t kMostTasks = 16;
  constexpr uint64_t kMostBytes = 256 * 1024;
  const std::lock_guard lock(mutex_);
  for (uint64_t bytes = 0; !tasks_.empty() && thread.tasks.size() < kMostTasks;) {
    bytes += tasks_.front().object.size_bytes;
    if (bytes > kMostBytes && !thread.tasks.empty()) break;
    thread.tasks.push_back(std::move(tasks_.front()));
    tasks_.pop_front();
  }
  return !thread.tasks.empty();
}

void SourceScan::scan_window(Thread& thread) {
  std::vector<std::unique_ptr<ScanOutput>> outputs(sources_.size());
  while (left_bytes_.load(std::memory_order_relaxed) > 0 && !progress_.cancelled && !failed_) {
    if (thread.tasks.empty() && !take_tasks(thread)) break;
    const ScanTask& task = thread.tasks.front();
    if (!thread.scanner) {
      thread.scanner = std::make_unique<ObjectScanner>(task.object_id, task.object.size_bytes,
                                                       sources_[task.source].store->open(task.object));
    }
    std::unique_ptr<ScanOutput>& output = outputs[task.source];
    if (!output) {
      auto& parser = thread.parsers[task.source];
      if (!parser) parser = std::make_unique<RecordParser>(sources_[task.source].format);
      output = std::make_unique<ScanOutput>(
          ScanOutput{*batches_[task.source], *parser, thread.buffer, nullptr, std::make_shared<TextPool>()});
    }
    const ScanCounts before = thread.scanner->counts();
    const size_t texts_before_bytes = output->texts->bytes();
    const bool more = thread.scanner->scan_block(*output);
    const ScanCounts& after = thread.scanner->counts();
    const int64_t rows = (after.records - after.rejects) - (before.records - before.rejects);
    size_t kept_bytes = static_cast<size_t>(rows) * row_bytes(output->batch.schema()) +
                        output->texts->bytes() - texts_before_bytes;
    progress_.records += after.records - before.records;
    progress_.rejects += after.rejects - before.rejects;
    crash_point();
    for (Reject& reject : thread.scanner->take_rejects()) {
      kept_bytes += sizeof reject + reject.message.size() + reject.raw.size();
      thread.rejects.push_back(std::move(reject));
    }
    left_bytes_ -= static_cast<int64_t>(kept_bytes);
    if (more) continue;
    thread.ended.push_back({task.object_id, after});
    ++progress_.objects_done;
    progress_.bytes_done += static_cast<int64_t>(task.object.size_bytes);
    thread.scanner.reset();
    thread.tasks.pop_front();
  }
  for (auto& output : outputs) {
    if (!output) continue;
    if (output->chunk && output->chunk->rows() > 0) output->batch.add(std::move(output->chunk));
    output->batch.keep(output->texts);
  }
}

}  // namespace sparkify
