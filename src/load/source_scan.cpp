#include "load/source_scan.h"

#include <atomic>
#include <exception>
#include <thread>
#include <utility>

#include "base/crash_point.h"

namespace sparkify {

// What a thread keeps over all windows: a buffer, and a parser for each source, made when it is first needed.
struct SourceScan::Thread {
  std::vector<char> buffer;
  std::vector<std::unique_ptr<RecordParser>> parsers;
};

struct SourceScan::Running {
  ScanTask task;
  ObjectScanner scanner;
};

SourceScan::SourceScan(const std::vector<ScanSource>& sources, std::vector<ScanTask> tasks, int threads,
                       uint64_t window_bytes, LoadProgress& progress)
    : sources_(sources),
      window_bytes_(window_bytes),
      progress_(progress),
      tasks_(std::make_move_iterator(tasks.begin()), std::make_move_iterator(tasks.end())) {
  for (const ScanSource& source : sources_)
    batches_.push_back(std::make_unique<RowBatch>(source.format.schema));
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
  if (tasks_.empty() && suspended_.empty()) return false;

  std::atomic<int64_t> left{static_cast<int64_t>(window_bytes_)};
  std::exception_ptr failure;
  const auto work = [&](Thread& thread) {
    std::vector<std::unique_ptr<ScanOutput>> outputs(sources_.size());
    std::unique_ptr<Running> running;
    try {
      while (left.load(std::memory_order_relaxed) > 0) {
        if (progress_.cancelled) break;
        if (!running) {
          std::unique_lock lock(mutex_);
          if (failure) break;
          if (!suspended_.empty()) {
            running = std::move(suspended_.front());
            suspended_.pop_front();
          } else if (!tasks_.empty()) {
            ScanTask task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            ObjectScanner scanner(task.object_id, task.object.size_bytes,
                                  sources_[task.source].store->open(task.object));
            running = std::make_unique<Running>(Running{std::move(task), std::move(scanner)});
          } else {
            break;
          }
        }
        const size_t source = running->task.source;
        if (!outputs[source]) {
          auto& parser = thread.parsers[source];
          if (!parser) parser = std::make_unique<RecordParser>(sources_[source].format);
          outputs[source] = std::make_unique<ScanOutput>(
              ScanOutput{*batches_[source], *parser, thread.buffer, nullptr, std::make_shared<TextPool>()});
        }
        const ScanCounts before = running->scanner.counts();
        const bool more = running->scanner.scan_block(*outputs[source]);
        const ScanCounts& after = running->scanner.counts();
        left -= after.bytes - before.bytes;
        progress_.records += after.records - before.records;
        progress_.rejects += after.rejects - before.rejects;
        crash_point();
        if (after.rejects > before.rejects || !more) {
          const std::lock_guard lock(mutex_);
          for (Reject& reject : running->scanner.take_rejects()) rejects_.push_back(std::move(reject));
          if (!more) {
            ended_.push_back({running->task.object_id, after});
            ++progress_.objects_done;
            progress_.bytes_done += static_cast<int64_t>(running->task.object.size_bytes);
            running.reset();
          }
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure) failure = std::current_exception();
    }
    for (auto& output : outputs) {
      if (!output) continue;
      if (output->chunk && output->chunk->rows() > 0) output->batch.add(std::move(output->chunk));
      output->batch.keep(output->texts);
    }
    if (running) {
      const std::lock_guard lock(mutex_);
      suspended_.push_back(std::move(running));
    }
  };
  {
    std::vector<std::jthread> workers;
    for (auto& thread : threads_) workers.emplace_back(work, std::ref(*thread));
  }
  if (failure) std::rethrow_exception(failure);
  return true;
}

}  // namespace sparkify
